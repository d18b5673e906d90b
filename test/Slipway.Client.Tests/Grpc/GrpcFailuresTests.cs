using Grpc.Core;
using Slipway.Client.Grpc;
using Slipway.Client.Tests.Fakes;
using Slipway.Errors;

namespace Slipway.Client.Tests.Grpc;

public sealed class GrpcFailuresTests
{
    private static readonly Uri Address = new("grpc://host:8081");

    [Theory]
    [InlineData(StatusCode.InvalidArgument, ServingErrorCode.InvalidArgument)]
    [InlineData(StatusCode.NotFound, ServingErrorCode.NotFound)]
    [InlineData(StatusCode.Unimplemented, ServingErrorCode.Unsupported)]
    [InlineData(StatusCode.Unavailable, ServingErrorCode.Unavailable)]
    [InlineData(StatusCode.ResourceExhausted, ServingErrorCode.ResourceExhausted)]
    [InlineData(StatusCode.DeadlineExceeded, ServingErrorCode.DeadlineExceeded)]
    [InlineData(StatusCode.FailedPrecondition, ServingErrorCode.FailedPrecondition)]
    [InlineData(StatusCode.Internal, ServingErrorCode.Internal)]
    [InlineData(StatusCode.Unknown, ServingErrorCode.Unknown)]
    public void From_StatusOfTheServer_KeepsCodeAndWords(StatusCode status, ServingErrorCode code)
    {
        var failure = GrpcFailures.From(Address, "The call", Failures.Status(status, "the reason"));

        (failure.Code, failure.Message, failure.Reason).Should().Be((code, "the reason", null));
    }

    [Fact]
    public void From_StatusWithoutWords_SaysWhatFailedWhere()
    {
        var failure = GrpcFailures.From(Address, "The call", Failures.Status(StatusCode.Internal, ""));

        failure.Message.Should().Contain("The call").And.Contain("grpc://host:8081").And.Contain("Internal");
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, FailureReasons.ConnectionRefused)]
    [InlineData(HttpRequestError.SecureConnectionError, FailureReasons.TlsFailed)]
    [InlineData(HttpRequestError.ResponseEnded, FailureReasons.ConnectionLost)]
    public void From_LocalFailure_TellsHowFarTheCallCame(HttpRequestError error, string reason)
    {
        var status = new Status(StatusCode.Unavailable, "x", new HttpRequestException(error, "cause"));

        GrpcFailures.From(Address, "The call", new RpcException(status)).Reason.Should().Be(reason);
    }
}
