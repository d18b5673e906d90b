using Microsoft.Extensions.Logging;

namespace Slipway.Serving.Tasks;

internal static partial class TypedLog
{
    [LoggerMessage(
        EventId = 501,
        Level = LogLevel.Warning,
        Message = "Model '{Model}' version {Version} speaks tensors only: its files look like {Task}, but: {Problem}"
    )]
    public static partial void NotTyped(this ILogger log, string model, long version, string task, string problem);
}
