using Microsoft.Extensions.Logging;

namespace Slipway.AspNetCore.Grpc;

internal static partial class GrpcLog
{
    [LoggerMessage(1, LogLevel.Error, "A gRPC call failed with an exception that nothing expected.")]
    public static partial void UnexpectedFailure(ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "A gRPC response broke off after a part of it had been written.")]
    public static partial void BrokenResponse(ILogger logger, Exception exception);
}
