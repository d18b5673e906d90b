using Microsoft.Extensions.Logging;

namespace Slipway.AspNetCore.Service;

internal static partial class ServiceLog
{
    [LoggerMessage(1, LogLevel.Error, "The server runs but is not ready: {Why}")]
    public static partial void NotReady(this ILogger log, string? why);

    [LoggerMessage(20, LogLevel.Warning, "{Remark}")]
    public static partial void Remark(this ILogger log, string remark);
}
