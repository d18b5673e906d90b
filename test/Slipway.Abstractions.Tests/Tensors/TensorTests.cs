using System.Buffers.Binary;
using System.Text;
using Slipway.Errors;
using Slipway.Tensors;

namespace Slipway.Abstractions.Tests.Tensors;

[Collection(nameof(RentedMemory))]
public sealed class TensorTests
{
    [Fact]
    public void From_Values_AreReadBack()
    {
        using var tensor = Tensor.From<float>([1.5f, -2, float.NaN], new TensorShape(3));
        tensor.DataType.Should().Be(DataType.Fp32);
        tensor.ByteLength.Should().Be(12);
        tensor.ElementCount.Should().Be(3);
        tensor.AsSpan<float>().ToArray().Should().Equal(1.5f, -2, float.NaN);
    }

    [Fact]
    public void From_Memory_IsAligned()
    {
        using var tensor = Tensor.Allocate(DataType.Int64, new TensorShape(5));
        (tensor.Pointer % TensorBuffer.Alignment).Should().Be(0);
    }

    [Fact]
    public void Strings_RoundTrip_KeepTheirBytes()
    {
        string[] texts = ["", "Zürich", "日本", "a\0b"];
        using var tensor = Tensor.FromStrings(texts, new TensorShape(2, 2));
        tensor.DataType.Should().Be(DataType.Bytes);
        tensor.ByteLength.Should().Be((4 * 4) + texts.Sum(Encoding.UTF8.GetByteCount));
        tensor.ToStrings().Should().Equal(texts);
    }

    [Fact]
    public void Construct_WrongByteLength_NamesBothAndFreesTheBuffer()
    {
        var buffer = TensorBuffer.Rent(16);
        var construct = () => new Tensor(DataType.Fp32, new TensorShape(3), buffer, 16);
        construct
            .Should()
            .Throw<ServingException>()
            .WithMessage("*FP32*[3]*12 bytes*16*")
            .Which.Code.Should()
            .Be(ServingErrorCode.InvalidArgument);
        buffer.Invoking(b => b.Pointer).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void Construct_BytesCutOff_IsRefused()
    {
        var buffer = TensorBuffer.Rent(8);
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.GetSpan(), 5);
        var construct = () => new Tensor(DataType.Bytes, new TensorShape(1), buffer, 8);
        construct.Should().Throw<ServingException>().WithMessage("*cut off after 0 whole elements*");
    }

    [Fact]
    public void Construct_BytesElementLengthOverInt32_IsRefused()
    {
        var buffer = TensorBuffer.Rent(8);
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.GetSpan(), uint.MaxValue);
        var construct = () => new Tensor(DataType.Bytes, new TensorShape(1), buffer, 8);
        construct.Should().Throw<ServingException>().WithMessage("*cut off*");
    }

    [Fact]
    public void Construct_BytesElementCountDiffers_IsRefused()
    {
        var strings = () => Tensor.FromStrings(["a", "b"], new TensorShape(3));
        strings.Should().Throw<ServingException>().WithMessage("*needs 3 elements, but 2 were given*");
    }

    [Theory]
    [InlineData(new long[] { -1, 4 }, ServingErrorCode.InvalidArgument)]
    [InlineData(new long[] { 1L << 40, 1L << 40 }, ServingErrorCode.TooLarge)]
    [InlineData(new long[] { 1L << 31 }, ServingErrorCode.TooLarge)]
    public void Allocate_ImpossibleShape_IsRefusedBeforeMemoryIsTaken(long[] dims, ServingErrorCode code)
    {
        var before = TensorBuffer.RentedBytes;
        var allocate = () => Tensor.Allocate(DataType.Fp32, new TensorShape(dims));
        allocate.Should().Throw<ServingException>().Which.Code.Should().Be(code);
        TensorBuffer.RentedBytes.Should().Be(before);
    }

    [Fact]
    public void AsSpan_OtherType_IsRefused()
    {
        using var tensor = Tensor.From<int>([1], new TensorShape(1));
        tensor.Invoking(t => t.AsSpan<float>().Length).Should().Throw<InvalidOperationException>();
        tensor.Invoking(t => t.Elements.GetEnumerator().Current.Length).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void Dispose_Twice_GivesTheMemoryBackOnce()
    {
        var before = TensorBuffer.RentedBytes;
        var tensor = Tensor.Allocate(DataType.Fp32, new TensorShape(1000));
        TensorBuffer.RentedBytes.Should().Be(before + 4000);
        tensor.Dispose();
        tensor.Dispose();
        TensorBuffer.RentedBytes.Should().Be(before);
        tensor.Invoking(t => t.Bytes.Length).Should().Throw<ObjectDisposedException>();
    }
}
