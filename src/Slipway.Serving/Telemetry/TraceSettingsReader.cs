using System.Globalization;
using Slipway.Errors;

namespace Slipway.Serving.Telemetry;

/// <summary>Understands changes of trace settings, as the protocols carry them: texts by name, null to clear.</summary>
internal static class TraceSettingsReader
{
    /// <summary>All changes on top of what was set before.</summary>
    /// <exception cref="ServingException">
    /// InvalidArgument for an unknown setting or a bad value; Unsupported for what cannot be changed or has no effect.
    /// </exception>
    public static TraceOverrides Apply(
        TraceOverrides overrides,
        IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>?>> changes,
        TraceMode mode
    )
    {
        foreach (var (name, values) in changes)
        {
            overrides = name switch
            {
                "trace_level" => overrides with { Timestamps = values is null ? null : Level(values) },
                "trace_rate" => overrides with { Rate = values is null ? null : (uint)Number(name, values, 0) },
                "trace_count" => overrides with { Count = values is null ? null : (int)Number(name, values, -1) },
                "log_frequency" when mode == TraceMode.File => overrides with
                {
                    LogFrequency = values is null ? null : (uint)Number(name, values, 0),
                },
                "log_frequency" => throw ServingException.Unsupported(
                    "log_frequency has no effect on traces that go to OpenTelemetry; it is for those of --trace-file."
                ),
                "trace_file" => throw ServingException.Unsupported(
                    "trace_file cannot be changed over the network; whoever runs the server names it with --trace-file."
                ),
                "trace_mode" => throw ServingException.Unsupported(
                    "trace_mode cannot be changed over the network: traces go into the file of --trace-file where there is "
                        + "one, else to OpenTelemetry."
                ),
                _ => throw ServingException.InvalidArgument(
                    $"'{name}' is no trace setting; there are trace_level, trace_rate, trace_count, log_frequency, "
                        + "trace_file and trace_mode."
                ),
            };
        }

        return overrides;
    }

    private static bool Level(IReadOnlyList<string> values) =>
        values switch
        {
            ["OFF"] => false,
            [TraceSettings.TimestampsLevel] => true,
            _ when values.Contains("TENSORS") => throw ServingException.Unsupported(
                "trace_level TENSORS is not supported: what is in requests and answers is not written to traces. Use "
                    + "TIMESTAMPS."
            ),
            _ => throw ServingException.InvalidArgument(
                $"trace_level is '{string.Join(", ", values)}'; it must be OFF or TIMESTAMPS, one of them."
            ),
        };

    private static long Number(string name, IReadOnlyList<string> values, long least) =>
        values is [var text]
        && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        && number >= least
        && number <= int.MaxValue
            ? number
            : throw ServingException.InvalidArgument(
                $"{name} is '{string.Join(", ", values)}'; it must be one whole number from {least} to {int.MaxValue}."
            );
}
