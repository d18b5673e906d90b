namespace Slipway.Gateway.Routes;

internal static partial class RoutesLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Remark}")]
    public static partial void Remarks(this ILogger logger, string remark);

    [LoggerMessage(2, LogLevel.Information, "All is well again with {Topic}")]
    public static partial void IsWell(this ILogger logger, string topic);

    [LoggerMessage(
        3,
        LogLevel.Information,
        "Routes {Generation}: {Services} services with {Replicas} replicas, {Pipelines} pipelines"
    )]
    public static partial void RoutesApplied(
        this ILogger logger,
        long generation,
        int services,
        int replicas,
        int pipelines
    );
}
