namespace Slipway.Gateway.Balancing;

internal static partial class BalancingLog
{
    [LoggerMessage(1, LogLevel.Warning, "Replica {Replica} fails too often; it is left alone for {Pause}")]
    public static partial void CircuitOpened(this ILogger logger, string replica, TimeSpan pause);

    [LoggerMessage(2, LogLevel.Information, "Replica {Replica} answers again; one request tries it")]
    public static partial void CircuitHalfOpen(this ILogger logger, string replica);
}
