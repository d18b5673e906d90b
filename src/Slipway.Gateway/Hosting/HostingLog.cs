namespace Slipway.Gateway.Hosting;

internal static partial class HostingLog
{
    [LoggerMessage(1, LogLevel.Information, "The gateway listens at {Http} (REST) and {Grpc} (gRPC)")]
    public static partial void Listens(this ILogger logger, string http, string grpc);

    [LoggerMessage(2, LogLevel.Information, "The gateway stops: requests in flight are answered")]
    public static partial void Stops(this ILogger logger);

    [LoggerMessage(
        3,
        LogLevel.Information,
        "The gateway is not ready any more; connections that still come are taken for {Seconds} seconds"
    )]
    public static partial void Leaves(this ILogger logger, double seconds);
}
