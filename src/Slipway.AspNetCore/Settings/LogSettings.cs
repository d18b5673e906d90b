using Microsoft.Extensions.Logging;
using Slipway.Errors;
using Slipway.Inference;

namespace Slipway.AspNetCore.Settings;

/// <summary>
/// The log settings that can be read and changed while the server runs (Triton's "Logging Extension"). Log messages are
/// held against them one by one, so that a change takes effect at once. Thread-safe.
/// </summary>
internal sealed class LogSettings
{
    public const string Format = "default";

    private readonly Lock _lock = new();
    private volatile LogLevels _levels = LogLevels.From(LogLevel.Information);
    private bool _changed;

    public LogLevels Levels => _levels;

    /// <summary>Takes over what the process was configured with; no longer once somebody has changed it here.</summary>
    public void Follow(LogLevel least)
    {
        lock (_lock)
        {
            if (!_changed)
                _levels = LogLevels.From(least);
        }
    }

    /// <summary>Changes all of the settings given, or none; one without a value stays.</summary>
    /// <returns>What holds now.</returns>
    /// <exception cref="ServingException">
    /// InvalidArgument for an unknown setting or a bad value; Unsupported for one that cannot be changed.
    /// </exception>
    public LogLevels Update(IEnumerable<KeyValuePair<string, ParameterValue?>> settings)
    {
        lock (_lock)
        {
            var levels = _levels;
            foreach (var (name, value) in settings)
            {
                levels = Apply(levels, name, value);
            }

            _changed |= levels != _levels;
            _levels = levels;
            return levels;
        }
    }

    private static LogLevels Apply(LogLevels levels, string name, ParameterValue? value) =>
        name switch
        {
            "log_info" => levels with { Info = Switch(name, value) ?? levels.Info },
            "log_warning" => levels with { Warning = Switch(name, value) ?? levels.Warning },
            "log_error" => levels with { Error = Switch(name, value) ?? levels.Error },
            "log_verbose_level" => levels with { Verbose = Number(name, value) ?? levels.Verbose },
            "log_file" when value is null => levels,
            "log_file" => throw ServingException.Unsupported(
                "log_file cannot be changed: the server logs to standard error, and whoever runs it says where that goes."
            ),
            "log_format" when value is null || value.Value.AsString == Format => levels,
            "log_format" => throw ServingException.Unsupported(
                $"log_format cannot be changed to '{value}': this server has the format '{Format}' alone."
            ),
            _ => throw ServingException.InvalidArgument(
                $"'{name}' is no log setting; there are log_info, log_warning, log_error, log_verbose_level, log_format "
                    + "and log_file."
            ),
        };

    private static bool? Switch(string name, ParameterValue? value) =>
        value is null
            ? null
            : value.Value.AsBoolean
                ?? throw ServingException.InvalidArgument($"{name} must be true or false, not '{value}'.");

    private static uint? Number(string name, ParameterValue? value) =>
        value is null ? null
        : value.Value.AsInt64 is { } number and >= 0 and <= int.MaxValue ? (uint)number
        : throw ServingException.InvalidArgument($"{name} must be a whole number from 0 on, not '{value}'.");
}
