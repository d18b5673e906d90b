using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Slipway.Tensors;

namespace Slipway.Cli.Imports;

/// <summary>
/// An array in numpy's own form (NEP 1: a text that describes it, then its bytes), of little-endian numbers in C order.
/// </summary>
internal sealed partial record NumpyArray(DataType Type, long[] Shape, ReadOnlyMemory<byte> Bytes)
{
    private static readonly Dictionary<string, DataType> Types = new()
    {
        ["b1"] = DataType.Bool,
        ["i1"] = DataType.Int8,
        ["i2"] = DataType.Int16,
        ["i4"] = DataType.Int32,
        ["i8"] = DataType.Int64,
        ["u1"] = DataType.UInt8,
        ["u2"] = DataType.UInt16,
        ["u4"] = DataType.UInt32,
        ["u8"] = DataType.UInt64,
        ["f2"] = DataType.Fp16,
        ["f4"] = DataType.Fp32,
        ["f8"] = DataType.Fp64,
    };

    /// <exception cref="CliException">It is none that is known here.</exception>
    public static NumpyArray Parse(byte[] file, string what)
    {
        if (!IsMagic(file))
            throw CliException.Usage($"{what} is no numpy array.");
        var isLong = file[6] > 1;
        var start = isLong ? 12 : 10;
        var length = isLong
            ? BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(8))
            : BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8));
        if (length < 0 || start + length > file.Length)
            throw CliException.Usage($"{what} is cut off.");
        var header = Header().Match(Encoding.ASCII.GetString(file, start, length));
        if (!header.Success || !Types.TryGetValue(header.Groups["type"].Value, out var type))
        {
            throw CliException.Usage(
                $"{what} is an array that is not read here: numbers are, in the machine's order and C order. Write it with "
                    + "numpy.savez(…, name=numpy.ascontiguousarray(array))."
            );
        }

        long[] shape =
        [
            .. header
                .Groups["shape"]
                .Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(dim => long.Parse(dim, CultureInfo.InvariantCulture)),
        ];
        var bytes = file.AsMemory(start + length);
        var expected = shape.Aggregate((long)type.ElementSize(), (product, dim) => checked(product * dim));
        return bytes.Length == expected
            ? new NumpyArray(type, shape, bytes)
            : throw CliException.Usage($"{what} has {bytes.Length} bytes of values instead of {expected}.");
    }

    private static bool IsMagic(ReadOnlySpan<byte> file) =>
        file.Length > 10 && file[0] == 0x93 && file[1..].StartsWith("NUMPY"u8);

    [GeneratedRegex(
        @"'descr': '[<|=](?<type>\w+)', 'fortran_order': False, 'shape': \((?<shape>[\d, ]*)\)",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Header();
}
