using System.Buffers;
using Slipway.Errors;
using Slipway.Tasks.Requests;

namespace Slipway.Tasks.Tests.Requests;

public sealed class AnswerBufferTests
{
    [Fact]
    public void Write_UpToTheLimit_IsKept()
    {
        var buffer = new AnswerBuffer(4 << 20);
        buffer.Write(new byte[4 << 20]);
        buffer.WrittenMemory.Length.Should().Be(4 << 20);
    }

    [Fact]
    public void Write_Beyond_IsTooLarge()
    {
        var buffer = new AnswerBuffer(1 << 20);
        var write = () =>
        {
            while (true)
                buffer.Write(new byte[100_000]);
        };
        write
            .Should()
            .Throw<ServingException>()
            .WithMessage("*over 1 MiB*")
            .Which.Code.Should()
            .Be(ServingErrorCode.TooLarge);
        buffer.WrittenMemory.Length.Should().BeLessThanOrEqualTo(1 << 20);
    }
}
