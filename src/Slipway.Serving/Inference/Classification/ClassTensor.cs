using System.Globalization;
using System.Numerics;
using System.Text;
using Slipway.Errors;
using Slipway.Tensors;

namespace Slipway.Serving.Inference.Classification;

/// <summary>Makes the BYTES tensor of the best classes of each row.</summary>
internal static class ClassTensor
{
    // Every finite double has at most 309 digits before the point; six come behind it.
    private const int LongestScore = 352;

    /// <summary>
    /// Ranks <paramref name="rows"/> rows of <paramref name="width"/> values. The index counts within the row; a label
    /// follows where there is one for it.
    /// </summary>
    public static Tensor Create(
        Tensor values,
        int rows,
        int width,
        int count,
        bool hasBatch,
        IReadOnlyList<string> labels
    )
    {
        using var writer = new TensorBufferWriter();
        switch (values.DataType)
        {
            case DataType.Fp32:
                Write<float>();
                break;
            case DataType.Fp64:
                Write<double>();
                break;
            case DataType.Int8:
                Write<sbyte>();
                break;
            case DataType.Int16:
                Write<short>();
                break;
            case DataType.Int32:
                Write<int>();
                break;
            case DataType.Int64:
                Write<long>();
                break;
            case DataType.UInt8:
                Write<byte>();
                break;
            case DataType.UInt16:
                Write<ushort>();
                break;
            case DataType.UInt32:
                Write<uint>();
                break;
            case DataType.UInt64:
                Write<ulong>();
                break;
            default:
                throw ServingException.InvalidArgument(
                    $"A {values.DataType.Name()} output cannot be returned as classes."
                );
        }

        var length = writer.WrittenLength;
        var shape = hasBatch ? new TensorShape(rows, count) : new TensorShape(count);
        return new Tensor(DataType.Bytes, shape, writer.Detach(), length);

        void Write<T>()
            where T : unmanaged, INumber<T>
        {
            var best = new int[count];
            for (var row = 0; row < rows; row++)
            {
                var scores = values.AsSpan<T>().Slice(row * width, width);
                ClassRanking.Best<T>(scores, best);
                foreach (var index in best)
                {
                    Append(writer, scores[index], index, index < labels.Count ? labels[index] : null);
                }
            }
        }
    }

    private static void Append<T>(TensorBufferWriter writer, T score, int index, string? label)
        where T : unmanaged, INumber<T>
    {
        Span<byte> text = stackalloc byte[LongestScore];
        var length = ScoreText.Write(score, text);
        text[length++] = (byte)':';
        index.TryFormat(text[length..], out var digits, default, CultureInfo.InvariantCulture);
        length += digits;
        if (label is null)
        {
            BytesElements.Append(writer, text[..length]);
            return;
        }

        // A label may be of any length.
        var whole = new byte[length + 1 + Encoding.UTF8.GetByteCount(label)];
        text[..length].CopyTo(whole);
        whole[length] = (byte)':';
        Encoding.UTF8.GetBytes(label, whole.AsSpan(length + 1));
        BytesElements.Append(writer, whole);
    }
}
