using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Runtimes.Onnx.Options;

/// <summary>Binds and checks the <c>onnx:</c> section; all that is wrong with it is said at once.</summary>
internal static class OnnxOptionsReader
{
    private const string Section = OnnxRuntime.RuntimeName;

    /// <summary>The options of a package; the defaults where its model.yaml has no such section.</summary>
    /// <exception cref="ServingException">InvalidArgument, reason <c>invalid-config</c>.</exception>
    public static OnnxOptions Read(ModelPackage package)
    {
        if (!package.Config.Sections.TryGetValue(Section, out var element) || element.ValueKind == JsonValueKind.Null)
            return new OnnxOptions();

        var errors = new List<string>();
        var options = Bind(element, errors);
        if (options is not null)
            Validate(options, errors);
        return errors.Count == 0
            ? options ?? new OnnxOptions()
            : throw new ServingException(
                ServingErrorCode.InvalidArgument,
                $"The {Section} section of model '{package.Name}' is wrong: {string.Join(' ', errors)}"
            )
            {
                Reason = "invalid-config",
            };
    }

    private static OnnxOptions? Bind(JsonElement element, List<string> errors)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            errors.Add($"{Section} is a map of keys, such as 'intra_op_threads: 2'.");
            return null;
        }

        var known = OnnxJsonContext.Default.OnnxOptions.Properties;
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
            return element.Deserialize(OnnxJsonContext.Default.OnnxOptions);
        }
        catch (JsonException error)
        {
            var key = error.Path?.TrimStart('$', '.') ?? "";
            var expected = known.FirstOrDefault(candidate => candidate.Name == key) is { } property
                ? Expected(property)
                : "another value";
            var given = element.TryGetProperty(key, out var value) ? value.GetRawText() : "the value";
            errors.Add($"'{Section}.{key}' must be {expected}, not {given}.");
            return null;
        }
    }

    private static void Validate(OnnxOptions options, List<string> errors)
    {
        Range("intra_op_threads", options.IntraOpThreads, OnnxOptions.MaxThreads);
        Range("inter_op_threads", options.InterOpThreads, OnnxOptions.MaxThreads);
        Range("concurrency", options.Concurrency ?? 1, OnnxOptions.MaxConcurrency);
        if (!Enum.IsDefined(options.GraphOptimization))
            errors.Add($"'{Section}.graph_optimization' must be {Names<OnnxGraphOptimization>()}.");
        if (!Enum.IsDefined(options.ExecutionMode))
            errors.Add($"'{Section}.execution_mode' must be {Names<OnnxExecutionMode>()}.");
        if (options is { InterOpThreads: > 1, ExecutionMode: OnnxExecutionMode.Sequential })
            errors.Add($"'{Section}.inter_op_threads' over 1 needs '{Section}.execution_mode: parallel'.");

        void Range(string key, int value, int most)
        {
            if (value < 1 || value > most)
                errors.Add($"'{Section}.{key}' must be 1 to {most}, not {value}.");
        }
    }

    private static string Expected(JsonPropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type == typeof(bool))
            return "true or false";
        if (type == typeof(OnnxGraphOptimization))
            return Names<OnnxGraphOptimization>();
        return type == typeof(OnnxExecutionMode) ? Names<OnnxExecutionMode>() : "a whole number";
    }

    private static string Names<T>()
        where T : struct, Enum =>
        "one of " + string.Join(", ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()));
}
