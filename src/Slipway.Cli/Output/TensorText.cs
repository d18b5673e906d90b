using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Slipway.Tensors;

namespace Slipway.Cli.Output;

/// <summary>The elements of a tensor as text: short for people, exact for programs.</summary>
internal static class TensorText
{
    /// <summary>Elements from <paramref name="start"/> on, at most <paramref name="count"/>.</summary>
    public static List<string> Read(Tensor tensor, long start, long count, bool exact)
    {
        var end = Math.Min(tensor.ElementCount, start + count);
        var texts = new List<string>((int)Math.Max(0, end - start));
        if (tensor.DataType == DataType.Bytes)
        {
            long index = 0;
            foreach (var element in tensor.Elements)
            {
                if (index >= start && index < end)
                    texts.Add(Encoding.UTF8.GetString(element));
                index++;
            }

            return texts;
        }

        for (var i = start; i < end; i++)
        {
            texts.Add(Format(tensor, (int)i, exact));
        }

        return texts;
    }

    /// <summary>One element as a number, for ranking; NaN where it is none.</summary>
    public static double Number(Tensor tensor, int index) =>
        double.TryParse(
            tensor.DataType == DataType.Bytes ? "" : Format(tensor, index, exact: true),
            NumberStyles.Float,
            CultureInfo.InvariantCulture,
            out var value
        )
            ? value
            : double.NaN;

    private static string Format(Tensor tensor, int i, bool exact) =>
        tensor.DataType switch
        {
            DataType.Bool => tensor.AsSpan<byte>()[i] != 0 ? "true" : "false",
            DataType.UInt8 => Integer<byte>(tensor, i),
            DataType.UInt16 => Integer<ushort>(tensor, i),
            DataType.UInt32 => Integer<uint>(tensor, i),
            DataType.UInt64 => Integer<ulong>(tensor, i),
            DataType.Int8 => Integer<sbyte>(tensor, i),
            DataType.Int16 => Integer<short>(tensor, i),
            DataType.Int32 => Integer<int>(tensor, i),
            DataType.Int64 => Integer<long>(tensor, i),
            DataType.Fp16 => Float((float)tensor.AsSpan<Half>()[i], exact),
            DataType.BF16 => Float(
                BitConverter.UInt32BitsToSingle((uint)MemoryMarshal.Cast<byte, ushort>(tensor.Bytes)[i] << 16),
                exact
            ),
            DataType.Fp32 => Float(tensor.AsSpan<float>()[i], exact),
            _ => Float(tensor.AsSpan<double>()[i], exact),
        };

    private static string Integer<T>(Tensor tensor, int i)
        where T : unmanaged, IFormattable => tensor.AsSpan<T>()[i].ToString(null, CultureInfo.InvariantCulture);

    private static string Float<T>(T value, bool exact)
        where T : IFormattable => value.ToString(exact ? "R" : "G5", CultureInfo.InvariantCulture);
}
