using System.Text.Json;
using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Runtimes.Torch.Options;

/// <summary>Binds and checks the <c>torch:</c> section; all that is wrong with it is said at once.</summary>
internal static class TorchOptionsReader
{
    private const string Section = TorchRuntime.RuntimeName;

    /// <summary>The options of a package; the defaults where its model.yaml has no such section.</summary>
    /// <exception cref="ServingException">InvalidArgument, reason <c>invalid-config</c>.</exception>
    public static TorchOptions Read(ModelPackage package)
    {
        if (!package.Config.Sections.TryGetValue(Section, out var element) || element.ValueKind == JsonValueKind.Null)
            return new TorchOptions();
        var errors = new List<string>();
        var options = Bind(element, errors);
        if (options is not null)
        {
            Range("intra_op_threads", options.IntraOpThreads, TorchOptions.MaxThreads, errors);
            Range("concurrency", options.Concurrency ?? 1, TorchOptions.MaxConcurrency, errors);
        }

        return errors.Count == 0
            ? options ?? new TorchOptions()
            : throw new ServingException(
                ServingErrorCode.InvalidArgument,
                $"The {Section} section of model '{package.Name}' is wrong: {string.Join(' ', errors)}"
            )
            {
                Reason = "invalid-config",
            };
    }

    private static TorchOptions? Bind(JsonElement element, List<string> errors)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            errors.Add($"{Section} is a map of keys, such as 'intra_op_threads: 2'.");
            return null;
        }

        var known = TorchJsonContext.Default.TorchOptions.Properties.Select(property => property.Name).ToArray();
        foreach (var property in element.EnumerateObject().Where(property => !known.Contains(property.Name)))
        {
            errors.Add($"'{Section}.{property.Name}' is not known; the keys are {string.Join(", ", known)}.");
        }

        if (errors.Count > 0)
            return null;
        try
        {
            return element.Deserialize(TorchJsonContext.Default.TorchOptions);
        }
        catch (JsonException error)
        {
            var key = error.Path?.TrimStart('$', '.') ?? "";
            var given = element.TryGetProperty(key, out var value) ? value.GetRawText() : "the value";
            errors.Add($"'{Section}.{key}' must be a whole number, not {given}.");
            return null;
        }
    }

    private static void Range(string key, int value, int most, List<string> errors)
    {
        if (value < 1 || value > most)
            errors.Add($"'{Section}.{key}' must be 1 to {most}, not {value}.");
    }
}
