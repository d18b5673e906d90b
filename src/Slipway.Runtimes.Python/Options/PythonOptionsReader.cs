using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Runtimes.Python.Options;

/// <summary>Binds and checks the <c>python:</c> section.</summary>
internal static class PythonOptionsReader
{
    private const string Section = PythonRuntime.RuntimeName;

    /// <summary>The options of a package; the defaults where its model.yaml has no such section.</summary>
    /// <exception cref="ServingException">InvalidArgument, reason <c>invalid-config</c>.</exception>
    public static PythonOptions Read(ModelPackage package) =>
        ConfigSection.Read(package, Section, PythonJsonContext.Default.PythonOptions, "workers: 2", Validate);

    private static void Validate(PythonOptions options, List<string> errors)
    {
        Count("workers", options.Workers ?? 1);
        Count("threads", options.Threads ?? 1);
        Seconds("request_timeout_seconds", options.RequestTimeoutSeconds);
        Seconds("start_timeout_seconds", options.StartTimeoutSeconds);
        if (options.MemoryLimitBytes < PythonOptions.MinMemory)
            errors.Add(
                $"'{Section}.memory_limit_bytes' must be at least {PythonOptions.MinMemory}, not {options.MemoryLimitBytes}."
            );
        if (options is { Interpreter: not null, VirtualEnvironment: not null })
            errors.Add($"'{Section}.interpreter' and '{Section}.virtual_environment' exclude each other; give one.");
        foreach (var name in (options.Environment ?? []).Keys)
        {
            if (name.Length == 0 || name.Contains('=', StringComparison.Ordinal))
                errors.Add($"'{Section}.environment' has the name '{name}', which no variable can have.");
        }

        void Count(string key, int value)
        {
            if (value is < 1 or > PythonOptions.MaxWorkers)
                errors.Add($"'{Section}.{key}' must be 1 to {PythonOptions.MaxWorkers}, not {value}.");
        }

        void Seconds(string key, double value)
        {
            if (value is not (> 0 and <= PythonOptions.MaxSeconds))
                errors.Add($"'{Section}.{key}' must be over 0 and at most {PythonOptions.MaxSeconds}, not {value}.");
        }
    }
}
