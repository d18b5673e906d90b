using System.Text.Json.Serialization;

namespace Slipway.AspNetCore.Settings;

/// <summary>Triton's "Log Setting Response JSON Object".</summary>
internal sealed record LogSettingsBody(
    string LogFile,
    bool LogInfo,
    bool LogWarning,
    bool LogError,
    uint LogVerboseLevel,
    string LogFormat
)
{
    public static LogSettingsBody From(LogLevels levels) =>
        new("", levels.Info, levels.Warning, levels.Error, levels.Verbose, LogSettings.Format);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(LogSettingsBody))]
internal sealed partial class LogSettingsContext : JsonSerializerContext;
