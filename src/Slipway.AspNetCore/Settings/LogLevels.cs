using Microsoft.Extensions.Logging;

namespace Slipway.AspNetCore.Settings;

/// <summary>Which messages are logged, in the terms of Triton's "Logging Extension". Immutable.</summary>
/// <param name="Info">Information.</param>
/// <param name="Warning">Warnings.</param>
/// <param name="Error">Errors and what is worse.</param>
/// <param name="Verbose">0 for none, 1 for debug messages, 2 or more for trace messages too.</param>
internal sealed record LogLevels(bool Info, bool Warning, bool Error, uint Verbose)
{
    /// <summary>Those of a least level.</summary>
    public static LogLevels From(LogLevel least) =>
        new(
            least <= LogLevel.Information,
            least <= LogLevel.Warning,
            least <= LogLevel.Error,
            least switch
            {
                LogLevel.Trace => 2,
                LogLevel.Debug => 1,
                _ => 0,
            }
        );

    public bool Allow(LogLevel level) =>
        level switch
        {
            LogLevel.Trace => Verbose >= 2,
            LogLevel.Debug => Verbose >= 1,
            LogLevel.Information => Info,
            LogLevel.Warning => Warning,
            LogLevel.Error or LogLevel.Critical => Error,
            _ => false,
        };
}
