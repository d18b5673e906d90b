using Microsoft.Extensions.Logging;

namespace Slipway.AspNetCore.Handlers;

internal static partial class HandlerLog
{
    [LoggerMessage(1, LogLevel.Error, "The handler of model '{Model}' version {Version} failed")]
    public static partial void PredictFailed(this ILogger log, Exception error, string model, long version);

    [LoggerMessage(2, LogLevel.Error, "The handler of model '{Model}' version {Version} could not be loaded")]
    public static partial void LoadFailed(this ILogger log, Exception error, string model, long version);

    [LoggerMessage(3, LogLevel.Error, "The handler of model '{Model}' version {Version} failed to be disposed")]
    public static partial void DisposeFailed(this ILogger log, Exception error, string model, long version);
}
