using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Runtimes.Python.Options;

/// <summary>Binds and checks the <c>python:</c> section; all that is wrong with it is said at once.</summary>
internal static class PythonOptionsReader
{
    private const string Section = PythonRuntime.RuntimeName;

    /// <summary>The options of a package; the defaults where its model.yaml has no such section.</summary>
    /// <exception cref="ServingException">InvalidArgument, reason <c>invalid-config</c>.</exception>
    public static PythonOptions Read(ModelPackage package)
    {
        if (!package.Config.Sections.TryGetValue(Section, out var element) || element.ValueKind == JsonValueKind.Null)
            return new PythonOptions();

        var errors = new List<string>();
        var options = Bind(element, errors);
        if (options is not null)
            Validate(options, errors);
        return errors.Count == 0
            ? options ?? new PythonOptions()
            : throw new ServingException(
                ServingErrorCode.InvalidArgument,
                $"The {Section} section of model '{package.Name}' is wrong: {string.Join(' ', errors)}"
            )
            {
                Reason = "invalid-config",
            };
    }

    private static PythonOptions? Bind(JsonElement element, List<string> errors)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            errors.Add($"{Section} is a map of keys, such as 'workers: 2'.");
            return null;
        }

        var known = PythonJsonContext.Default.PythonOptions.Properties;
        foreach (var property in element.EnumerateObject())
        {
            if (!known.Any(candidate => candidate.Name == property.Name))
            {
                errors.Add(
                    $"'{Section}.{property.Name}' is not known; the keys are "
                        + $"{string.Join(", ", known.Select(candidate => candidate.Name))}."
                );
            }
        }

        if (errors.Count > 0)
            return null;

        try
        {
            return element.Deserialize(PythonJsonContext.Default.PythonOptions);
        }
        catch (JsonException error)
        {
            var key = error.Path?.TrimStart('$', '.').Split('.', '[')[0] ?? "";
            var expected = known.FirstOrDefault(candidate => candidate.Name == key) is { } property
                ? Expected(property)
                : "another value";
            var given = element.TryGetProperty(key, out var value) ? value.GetRawText() : "the value";
            errors.Add($"'{Section}.{key}' must be {expected}, not {given}.");
            return null;
        }
    }

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

    private static string Expected(JsonPropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type == typeof(bool) ? "true or false"
            : type == typeof(string) ? "a text"
            : type == typeof(double) ? "a number"
            : type == typeof(Dictionary<string, string>) ? "a map of texts, numbers in quotes"
            : type == typeof(List<string>) ? "a list of texts"
            : "a whole number";
    }
}
