using Grpc.Core;
using Slipway.AspNetCore.Grpc;
using Slipway.Errors;

namespace Slipway.AspNetCore.Tests.Grpc;

public sealed class GrpcHeaderTests
{
    [Theory]
    [InlineData("1H", 36_000_000_000)]
    [InlineData("2M", 1_200_000_000)]
    [InlineData("3S", 30_000_000)]
    [InlineData("100m", 1_000_000)]
    [InlineData("5u", 50)]
    [InlineData("250n", 2)]
    [InlineData("0S", 0)]
    [InlineData("99999999H", 99_999_999 * 36_000_000_000)]
    public void GrpcTimeout_EveryUnit_IsRead(string text, long ticks)
    {
        GrpcTimeout.TryParse(text, out var timeout).Should().BeTrue();

        timeout.Ticks.Should().Be(ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("1")]
    [InlineData("1s")]
    [InlineData(" 1S")]
    [InlineData("+1S")]
    [InlineData("1.5S")]
    [InlineData("123456789S")]
    public void GrpcTimeout_OtherText_IsRefused(string text) => GrpcTimeout.TryParse(text, out _).Should().BeFalse();

    [Theory]
    [InlineData("plain ~text!", "plain ~text!")]
    [InlineData("100%", "100%25")]
    [InlineData("a\nb", "a%0Ab")]
    [InlineData("é", "%C3%A9")]
    public void GrpcStatusMessage_Encodes(string message, string encoded) =>
        GrpcStatusMessage.Encode(message).Should().Be(encoded);

    [Fact]
    public void GrpcStatusMessage_OfAnyLength_FitsAHeader() =>
        GrpcStatusMessage.Encode(new string('模', 100_000)).Length.Should().BeLessThan(8000);

    [Theory]
    [InlineData(ServingErrorCode.Internal, StatusCode.Internal)]
    [InlineData(ServingErrorCode.InvalidArgument, StatusCode.InvalidArgument)]
    [InlineData(ServingErrorCode.NotFound, StatusCode.NotFound)]
    [InlineData(ServingErrorCode.AlreadyExists, StatusCode.AlreadyExists)]
    [InlineData(ServingErrorCode.Unsupported, StatusCode.Unimplemented)]
    [InlineData(ServingErrorCode.Unavailable, StatusCode.Unavailable)]
    [InlineData(ServingErrorCode.ResourceExhausted, StatusCode.ResourceExhausted)]
    [InlineData(ServingErrorCode.TooLarge, StatusCode.ResourceExhausted)]
    [InlineData(ServingErrorCode.DeadlineExceeded, StatusCode.DeadlineExceeded)]
    [InlineData(ServingErrorCode.Cancelled, StatusCode.Cancelled)]
    [InlineData(ServingErrorCode.FailedPrecondition, StatusCode.FailedPrecondition)]
    [InlineData(ServingErrorCode.Unknown, StatusCode.Unknown)]
    public void GrpcStatusTable_EveryCode_HasItsStatus(ServingErrorCode code, StatusCode status) =>
        GrpcStatusTable.StatusOf(code).Should().Be(status);
}
