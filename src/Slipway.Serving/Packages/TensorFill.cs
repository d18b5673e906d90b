using System.Runtime.InteropServices;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Serving.Packages;

/// <summary>Tensors of made-up values; random ones are the same each time.</summary>
internal static class TensorFill
{
    private const int Seed = 1;
    private const int IntegerBound = 127;

    public static Tensor Make(DataType type, TensorShape shape, WarmupFill fill)
    {
        var random = new Random(Seed);
        if (type == DataType.Bytes)
        {
            shape.TryGetElementCount(out var count);
            var texts = Enumerable.Range(0, (int)count).Select(_ => fill == WarmupFill.Random ? Word(random) : "");
            return Tensor.FromStrings(texts, shape);
        }

        var tensor = Tensor.Allocate(type, shape);
        if (fill == WarmupFill.Random)
            Fill(tensor, random);
        else
            tensor.Bytes.Clear();
        return tensor;
    }

    private static void Fill(Tensor tensor, Random random)
    {
        var bytes = tensor.Bytes;
        var size = tensor.DataType.ElementSize();
        for (var at = 0; at < bytes.Length; at += size)
        {
            Write(bytes[at..], tensor.DataType, random);
        }
    }

    private static void Write(Span<byte> at, DataType type, Random random)
    {
        switch (type)
        {
            case DataType.Fp64:
                MemoryMarshal.Write(at, random.NextDouble());
                break;
            case DataType.Fp32:
                MemoryMarshal.Write(at, random.NextSingle());
                break;
            case DataType.Fp16:
                MemoryMarshal.Write(at, (Half)(random.Next(1000) / 1024f));
                break;
            case DataType.BF16:
                MemoryMarshal.Write(at, (ushort)(BitConverter.SingleToUInt32Bits(random.Next(100) / 128f) >> 16));
                break;
            case DataType.Bool:
                at[0] = (byte)random.Next(2);
                break;
            default:
                // Little-endian, and below 127: the first byte is the number, the others are zero.
                at[..type.ElementSize()].Clear();
                at[0] = (byte)random.Next(IntegerBound);
                break;
        }
    }

    private static string Word(Random random) =>
        string.Create(
            5,
            random,
            static (text, source) =>
            {
                for (var i = 0; i < text.Length; i++)
                {
                    text[i] = (char)('a' + source.Next(26));
                }
            }
        );
}
