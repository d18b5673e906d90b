using Slipway.Tensors;

namespace Slipway.Protocols.Json.Reading;

/// <summary>
/// Scans runs of elements of one type from JSON text into tensor memory. Stateless: one instance serves all.
/// </summary>
internal abstract class ElementScanner
{
    private static readonly ElementScanner?[] ByType = CreateAll();

    /// <summary>The scanner of a type; null for FP16 and BF16, which JSON cannot carry.</summary>
    public static ElementScanner? For(DataType type) => ByType[(int)type];

    /// <summary>What an element must look like, for messages.</summary>
    public abstract string Expectation { get; }

    /// <summary>
    /// Takes at most <paramref name="limit"/> elements, which must be at least 1, with the commas between them. Stops
    /// at whatever is not an element, and before the comma where the limit is reached.
    /// </summary>
    public abstract ScanResult Scan(ReadOnlySpan<byte> input, bool isComplete, TensorBufferWriter writer, long limit);

    /// <summary>Bytes of white space at the start.</summary>
    public static int SkipWhiteSpace(ReadOnlySpan<byte> input)
    {
        var i = 0;
        while (i < input.Length && input[i] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            i++;
        }

        return i;
    }

    private static ElementScanner?[] CreateAll()
    {
        var all = new ElementScanner?[DataTypes.AllNames.Count];
        all[(int)DataType.Bool] = new FixedSizeScanner<byte, BooleanFormat>("true or false");
        all[(int)DataType.UInt8] = new FixedSizeScanner<byte, IntegerFormat<byte>>("an integer from 0 to 255");
        all[(int)DataType.UInt16] = new FixedSizeScanner<ushort, IntegerFormat<ushort>>("an integer from 0 to 65535");
        all[(int)DataType.UInt32] = new FixedSizeScanner<uint, IntegerFormat<uint>>("an integer from 0 to 4294967295");
        all[(int)DataType.UInt64] = new FixedSizeScanner<ulong, IntegerFormat<ulong>>(
            "an integer from 0 to 18446744073709551615"
        );
        all[(int)DataType.Int8] = new FixedSizeScanner<sbyte, IntegerFormat<sbyte>>("an integer from -128 to 127");
        all[(int)DataType.Int16] = new FixedSizeScanner<short, IntegerFormat<short>>("an integer from -32768 to 32767");
        all[(int)DataType.Int32] = new FixedSizeScanner<int, IntegerFormat<int>>(
            "an integer from -2147483648 to 2147483647"
        );
        all[(int)DataType.Int64] = new FixedSizeScanner<long, IntegerFormat<long>>(
            "an integer from -9223372036854775808 to 9223372036854775807"
        );
        all[(int)DataType.Fp32] = new FixedSizeScanner<float, SingleFormat>(
            "a number of at most 3.4028235e38 in magnitude, NaN, Infinity or -Infinity"
        );
        all[(int)DataType.Fp64] = new FixedSizeScanner<double, DoubleFormat>(
            "a number of at most 1.7976931348623157e308 in magnitude, NaN, Infinity or -Infinity"
        );
        all[(int)DataType.Bytes] = new TextScanner();
        return all;
    }
}
