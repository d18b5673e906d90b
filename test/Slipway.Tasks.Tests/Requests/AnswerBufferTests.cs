using System.Buffers;
using Slipway.Errors;
using Slipway.Tasks.Requests;

namespace Slipway.Tasks.Tests.Requests;

public sealed class AnswerBufferTests
{
    [Fact]
    public void Write_UpToTheLimit_IsTakenAndNothingMore()
    {
        var buffer = new AnswerBuffer();
        var piece = new byte[1 << 20];
        for (var i = 0; i < AnswerBuffer.MostBytes / piece.Length; i++)
        {
            piece[0] = (byte)i;
            buffer.Write(piece);
        }

        buffer.Written.Length.Should().Be(AnswerBuffer.MostBytes);
        buffer.Written.Span[5 << 20].Should().Be(5);
        buffer
            .Invoking(full => full.GetMemory())
            .Should()
            .Throw<ServingException>()
            .WithMessage("*over 134217728 bytes*several requests*")
            .Which.Code.Should()
            .Be(ServingErrorCode.TooLarge);
    }
}
