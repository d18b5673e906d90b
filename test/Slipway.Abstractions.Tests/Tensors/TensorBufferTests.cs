using Slipway.Tensors;

namespace Slipway.Abstractions.Tests.Tensors;

[Collection(nameof(RentedMemory))]
public sealed class TensorBufferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1 << 20)]
    [InlineData((1 << 23) + 1)]
    public void Rent_AnyLength_IsUsableToItsEnd(int length)
    {
        using var buffer = TensorBuffer.Rent(length);
        buffer.Length.Should().Be(length);
        buffer.Pointer.Should().NotBe(0);
        buffer.GetSpan().Fill(0xAB);
        buffer.GetSpan().IndexOfAnyExcept((byte)0xAB).Should().Be(-1);
    }

    [Fact]
    public void Pin_Array_SharesItsMemory()
    {
        byte[] array = [1, 2, 3];
        using var buffer = TensorBuffer.Pin(array);
        buffer.GetSpan()[1] = 42;
        array.Should().Equal(1, 42, 3);
    }

    [Fact]
    public async Task Rent_FromManyThreads_NeverGivesOneBlockTwice()
    {
        var workers = Enumerable
            .Range(0, 8)
            .Select(worker =>
                Task.Run(() =>
                {
                    for (var i = 0; i < 20_000; i++)
                    {
                        using var first = TensorBuffer.Rent(100);
                        using var second = TensorBuffer.Rent(100);
                        first.GetSpan().Fill((byte)worker);
                        second.GetSpan().Fill((byte)(worker + 100));
                        if (first.GetSpan().ContainsAnyExcept((byte)worker))
                            return false;
                    }

                    return true;
                })
            );
        (await Task.WhenAll(workers)).Should().AllBeEquivalentTo(true);
    }

    [Fact]
    public void Writer_GrowingPastItsCapacity_KeepsWhatWasWritten()
    {
        using var writer = new TensorBufferWriter(4);
        for (byte i = 0; i < 200; i++)
        {
            writer.Write([i, (byte)(i + 1)]);
        }

        writer.WrittenLength.Should().Be(400);
        for (byte i = 0; i < 200; i++)
        {
            writer.Written[2 * i].Should().Be(i);
        }
    }

    [Fact]
    public void Writer_Detached_NoLongerOwnsTheMemory()
    {
        var writer = new TensorBufferWriter();
        writer.Write([7]);
        var buffer = writer.Detach();
        writer.Dispose();
        buffer.GetSpan()[0].Should().Be(7);
        buffer.Dispose();
        writer.Invoking(w => w.Write([1])).Should().Throw<ObjectDisposedException>();
    }
}
