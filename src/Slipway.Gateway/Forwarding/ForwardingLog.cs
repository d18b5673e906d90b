namespace Slipway.Gateway.Forwarding;

internal static partial class ForwardingLog
{
    [LoggerMessage(1, LogLevel.Error, "A request to service {Service} failed by a fault of the gateway")]
    public static partial void Broke(this ILogger logger, Exception exception, string service);
}
