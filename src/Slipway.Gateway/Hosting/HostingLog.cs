namespace Slipway.Gateway.Hosting;

internal static partial class HostingLog
{
    [LoggerMessage(1, LogLevel.Information, "The gateway listens at {Http} (REST) and {Grpc} (gRPC)")]
    public static partial void Listens(this ILogger logger, string http, string grpc);

    [LoggerMessage(2, LogLevel.Information, "The gateway stops: requests in flight are answered")]
    public static partial void Stops(this ILogger logger);
}
