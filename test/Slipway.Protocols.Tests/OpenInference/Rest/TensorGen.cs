using CsCheck;
using Slipway.Inference;
using Slipway.Tensors;

namespace Slipway.Protocols.Tests.OpenInference.Rest;

/// <summary>Random messages: a plan of types, shapes and seeds, and the tensors made from it.</summary>
internal static class TensorGen
{
    private const int MostElements = 5_000;

    private static readonly Gen<TensorShape> Shape = Gen.Frequency(
        (10, Gen.Long[0, 5].Array[0, 4].Select(dims => new TensorShape(dims))),
        (1, Gen.Long[500, MostElements].Select(count => new TensorShape(count)))
    );

    public static Gen<(DataType Type, TensorShape Shape, int Seed)[]> Message { get; } =
        Gen.Select(Gen.Enum<DataType>(), Shape, Gen.Int).Array[1, 4];

    /// <summary>Where not binary, types that JSON cannot carry become FP32.</summary>
    public static InferenceRequest Request((DataType Type, TensorShape Shape, int Seed)[] plan, bool binary)
    {
        var request = new InferenceRequest { Model = Wire.Model, Id = "é\"\\" };
        for (var i = 0; i < plan.Length; i++)
        {
            var (type, shape, seed) = plan[i];
            if (!binary && type is DataType.Fp16 or DataType.BF16)
                type = DataType.Fp32;
            request.Inputs.Add(new($"input {i}", Tensor(type, shape, seed, binary), new() { ["k"] = new(i + 0.5) }));
        }

        return request;
    }

    public static Tensor Tensor(DataType type, TensorShape shape, int seed, bool binary)
    {
        var random = new Random(seed);
        shape.TryGetElementCount(out var count);
        using var writer = new TensorBufferWriter();
        for (var i = 0; i < count; i++)
        {
            Append(writer, type, random, binary);
        }

        var length = writer.WrittenLength;
        return new Tensor(type, shape, writer.Detach(), length);
    }

    private static void Append(TensorBufferWriter writer, DataType type, Random random, bool binary)
    {
        if (type == DataType.Bytes)
        {
            BytesElements.Append(writer, Element(random, binary));
            return;
        }

        Span<byte> bits = stackalloc byte[type.ElementSize()];
        random.NextBytes(bits);
        if (type == DataType.Bool)
            bits[0] &= 1;
        // A NaN of JSON is one NaN: the payload does not travel.
        else if (type == DataType.Fp32 && !binary && float.IsNaN(BitConverter.ToSingle(bits)))
            BitConverter.TryWriteBytes(bits, float.NaN);
        else if (type == DataType.Fp64 && !binary && double.IsNaN(BitConverter.ToDouble(bits)))
            BitConverter.TryWriteBytes(bits, double.NaN);
        writer.Write(bits);
    }

    private static byte[] Element(Random random, bool binary)
    {
        var length = random.Next(20) == 0 ? random.Next(3000) : random.Next(8);
        if (binary)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            return bytes;
        }

        var text = new char[length];
        for (var i = 0; i < length; i++)
        {
            text[i] = random.Next(4) switch
            {
                0 => (char)random.Next(0x80),
                1 => (char)random.Next(0x80, 0xD800),
                _ => (char)random.Next('a', 'z'),
            };
        }

        var result = new string(text) + (random.Next(3) == 0 ? "😀" : "");
        return Wire.Utf8(result);
    }
}
