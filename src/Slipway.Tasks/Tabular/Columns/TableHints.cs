using System.Text.Json;
using Slipway.Models;

namespace Slipway.Tasks.Tabular.Columns;

/// <summary>What a model says of its columns besides its signature. Immutable.</summary>
internal sealed record TableHints
{
    /// <summary>The key of a file's metadata under which importers leave the names of features, a list in JSON.</summary>
    public const string FeatureNamesKey = "feature_names";

    /// <summary>Empty where they are not known.</summary>
    public IReadOnlyList<string> FeatureNames { get; init; } = [];

    /// <summary>Whether the model was trained to go on where a value is missing.</summary>
    public bool TakesMissing { get; init; }

    public int? MaxBatchSize { get; init; }

    public static TableHints Of(TaskContext context) =>
        new()
        {
            FeatureNames = Names(context.Details),
            TakesMissing = context.Package.Runtime is "xgboost" or "lightgbm",
            MaxBatchSize = context.Package.Config.MaxBatchSize is > 0 and var size ? size : null,
        };

    // Anybody may write metadata: what is no list of texts is none.
    private static string[] Names(ModelDetails details)
    {
        var text = details.Properties.FirstOrDefault(property => property.Key == FeatureNamesKey).Value;
        if (string.IsNullOrEmpty(text))
            return [];
        try
        {
            using var document = JsonDocument.Parse(text);
            return
                document.RootElement.ValueKind == JsonValueKind.Array
                && document.RootElement.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String)
                ? [.. document.RootElement.EnumerateArray().Select(name => name.GetString()!)]
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
