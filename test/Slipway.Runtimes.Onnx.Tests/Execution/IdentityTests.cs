using System.Runtime.InteropServices;
using Slipway.Tensors;
using Slipway.TestUtilities;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Runtimes.Onnx.Tests.Execution;

public sealed class IdentityTests
{
    public static TheoryData<int, DataType> FixedSizeTypes =>
        new()
        {
            { (int)OnnxType.Bool, DataType.Bool },
            { (int)OnnxType.Uint8, DataType.UInt8 },
            { (int)OnnxType.Uint16, DataType.UInt16 },
            { (int)OnnxType.Uint32, DataType.UInt32 },
            { (int)OnnxType.Uint64, DataType.UInt64 },
            { (int)OnnxType.Int8, DataType.Int8 },
            { (int)OnnxType.Int16, DataType.Int16 },
            { (int)OnnxType.Int32, DataType.Int32 },
            { (int)OnnxType.Int64, DataType.Int64 },
            { (int)OnnxType.Float16, DataType.Fp16 },
            { (int)OnnxType.Bfloat16, DataType.BF16 },
            { (int)OnnxType.Float, DataType.Fp32 },
            { (int)OnnxType.Double, DataType.Fp64 },
        };

    [Theory]
    [MemberData(nameof(FixedSizeTypes))]
    public async Task Execute_AnyBits_ComeBackUnchanged(int onnxType, DataType type)
    {
        await using var model = await LoadedModel.LoadAsync(TestModels.Identity((OnnxType)onnxType, "n", 3));
        var bits = new byte[4 * 3 * type.ElementSize()];
        new Random(7).NextBytes(bits);
        if (type == DataType.Bool)
        {
            foreach (ref var value in bits.AsSpan())
            {
                value &= 1;
            }
        }

        using var response = await model.RunAsync(("input", Raw(type, bits, 4, 3)));

        var output = response.Outputs.Should().ContainSingle().Which;
        output.Name.Should().Be("output");
        output.Tensor.DataType.Should().Be(type);
        output.Tensor.Shape.Should().Be(new TensorShape(4, 3));
        output.Tensor.Bytes.ToArray().Should().Equal(bits);
    }

    [Fact]
    public async Task Execute_NaNPayloadsAndSignedZero_KeepTheirBits()
    {
        uint[] bits = [0x7FC12345, 0xFFC00001, 0x80000000, 0x7F800000, 0xFF800000, 0x00000001];
        await using var model = await LoadedModel.LoadAsync(TestModels.Identity(OnnxType.Float, 6));

        using var response = await model.RunAsync(
            ("input", Raw(DataType.Fp32, MemoryMarshal.AsBytes<uint>(bits).ToArray(), 6))
        );

        MemoryMarshal.Cast<byte, uint>(response.Outputs[0].Tensor.Bytes).ToArray().Should().Equal(bits);
    }

    [Fact]
    public async Task Execute_Strings_KeepEveryByte()
    {
        byte[][] elements =
        [
            [],
            [0xFF, 0x00, 0xFE],
            "é🙂"u8.ToArray(),
            [],
            new byte[70_000],
        ];
        await using var model = await LoadedModel.LoadAsync(TestModels.SimpleIdentity());

        using var response = await model.RunAsync(("INPUT0", Strings(elements, 1, 5)));

        var output = response.Outputs[0].Tensor;
        output.Shape.Should().Be(new TensorShape(1, 5));
        var found = new List<byte[]>();
        foreach (var element in output.Elements)
        {
            found.Add(element.ToArray());
        }

        found.Should().BeEquivalentTo(elements, options => options.WithStrictOrdering());
    }

    [Theory]
    [InlineData(OnnxType.Float, DataType.Fp32)]
    [InlineData(OnnxType.String, DataType.Bytes)]
    public async Task Execute_NoElements_KeepsTheShape(OnnxType onnxType, DataType type)
    {
        await using var model = await LoadedModel.LoadAsync(TestModels.Identity(onnxType, "n", 3));

        using var response = await model.RunAsync(("input", Raw(type, [], 0, 3)));

        response.Outputs[0].Tensor.DataType.Should().Be(type);
        response.Outputs[0].Tensor.Shape.Should().Be(new TensorShape(0, 3));
    }

    [Theory]
    [InlineData(OnnxType.Double, DataType.Fp64, 8)]
    [InlineData(OnnxType.String, DataType.Bytes, 4)]
    public async Task Execute_Scalar_HasRankZero(OnnxType onnxType, DataType type, int length)
    {
        await using var model = await LoadedModel.LoadAsync(TestModels.Identity(onnxType));

        using var response = await model.RunAsync(("input", Raw(type, new byte[length])));

        response.Outputs[0].Tensor.Shape.Rank.Should().Be(0);
        response.Outputs[0].Tensor.Bytes.ToArray().Should().Equal(new byte[length]);
    }

    private static Tensor Raw(DataType type, byte[] bytes, params ReadOnlySpan<long> shape)
    {
        var buffer = TensorBuffer.Rent(bytes.Length);
        bytes.CopyTo(buffer.GetSpan());
        return new Tensor(type, new TensorShape(shape), buffer, bytes.Length);
    }

    private static Tensor Strings(byte[][] elements, params ReadOnlySpan<long> shape)
    {
        using var writer = new TensorBufferWriter();
        foreach (var element in elements)
        {
            BytesElements.Append(writer, element);
        }

        var length = writer.WrittenLength;
        return new Tensor(DataType.Bytes, new TensorShape(shape), writer.Detach(), length);
    }
}
