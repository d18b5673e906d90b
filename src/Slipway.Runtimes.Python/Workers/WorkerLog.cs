using Microsoft.Extensions.Logging;

namespace Slipway.Runtimes.Python.Workers;

internal static partial class WorkerLog
{
    [LoggerMessage(1, LogLevel.Information, "{Model}: {Line}")]
    public static partial void Output(this ILogger log, string model, string line);

    [LoggerMessage(2, LogLevel.Warning, "{Model}: {Line}")]
    public static partial void ErrorOutput(this ILogger log, string model, string line);

    [LoggerMessage(3, LogLevel.Warning, "{Model}: {Count} lines more than are logged in a second were left out.")]
    public static partial void LeftOut(this ILogger log, string model, int count);

    [LoggerMessage(4, LogLevel.Warning, "A worker of model {Model} (process {Process}) {How}; it is being replaced.")]
    public static partial void Ended(this ILogger log, string model, int process, string how);

    [LoggerMessage(5, LogLevel.Information, "A worker of model {Model} was replaced (process {Process}).")]
    public static partial void Replaced(this ILogger log, string model, int process);

    [LoggerMessage(6, LogLevel.Error, "A worker of model {Model} cannot be replaced, next try in {Delay}: {Cause}")]
    public static partial void NotReplaced(this ILogger log, string model, TimeSpan delay, string cause);

    [LoggerMessage(7, LogLevel.Debug, "Model {Model} is executed by {Interpreter}.")]
    public static partial void Interpreter(this ILogger log, string model, string interpreter);
}
