using System.Globalization;
using System.Text.Json;
using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Tasks.Text.Files;

/// <summary>What <c>config.json</c>, as Hugging Face's transformers writes it, says of a model. Immutable.</summary>
internal sealed record TransformerConfig
{
    private const string FileName = "config.json";
    private const int MostLabels = 1_000_000;

    // These count positions from the one after the padding's id.
    private static readonly string[] ShiftedPositions =
    [
        "roberta",
        "xlm-roberta",
        "xlm-roberta-xl",
        "camembert",
        "longformer",
        "mpnet",
        "xmod",
        "roberta-prelayernorm",
        "data2vec-text",
        "ibert",
        "luke",
    ];

    public static TransformerConfig Empty { get; } = new();

    public string? ModelType { get; init; }

    public IReadOnlyList<string> Architectures { get; init; } = [];

    /// <summary>In the order of their ids; empty where the file has none, or the made-up ones of transformers.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    public string? ProblemType { get; init; }

    public int? PadTokenId { get; init; }

    /// <summary>Tokens that the model has positions for.</summary>
    public int? MaxTokens { get; init; }

    /// <exception cref="ServingException">The file is wrong.</exception>
    public static TransformerConfig Read(ModelPackage package)
    {
        if (PackageFolders.Find(package, FileName) is not { } path)
            return Empty;
        using var document = JsonFile.Read(path);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            throw JsonFile.Wrong(FileName, "it is no object");
        var type = JsonFile.Text(root, "model_type");
        var pad = JsonFile.Number(root, "pad_token_id");
        return new TransformerConfig
        {
            ModelType = type,
            Architectures = Texts(root, "architectures"),
            Labels = ReadLabels(root),
            ProblemType = JsonFile.Text(root, "problem_type"),
            PadTokenId = pad,
            MaxTokens = JsonFile.Number(root, "max_position_embeddings") is { } positions and > 0
                ? Math.Max(1, ShiftedPositions.Contains(type) ? positions - (pad ?? 1) - 1 : positions)
                : null,
        };
    }

    /// <summary>Whether a package has such a file with an architecture of that ending; false where it cannot be read.</summary>
    public static bool HasArchitecture(ModelPackage package, string ending)
    {
        try
        {
            return Read(package).Architectures.Any(name => name.EndsWith(ending, StringComparison.Ordinal));
        }
        catch (ServingException)
        {
            return false;
        }
    }

    private static IReadOnlyList<string> Texts(JsonElement root, string name) =>
        root.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ?
            [
                .. list.EnumerateArray()
                    .Where(item => item.ValueKind == JsonValueKind.String)
                    .Select(item => item.GetString()!),
            ]
            : [];

    private static IReadOnlyList<string> ReadLabels(JsonElement root)
    {
        if (!root.TryGetProperty("id2label", out var map) || map.ValueKind != JsonValueKind.Object)
            return [];
        var byId = new SortedDictionary<int, string>();
        foreach (var member in map.EnumerateObject())
        {
            if (
                !int.TryParse(member.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                || id >= MostLabels
                || member.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array
            )
                throw JsonFile.Wrong(
                    FileName,
                    $"'id2label' has '{member.Name}'; expected are ids from 0 with their labels"
                );
            byId[id] = member.Value.ToString();
        }

        return byId.Count == 0 || byId.Keys.Last() == byId.Count - 1
            ? [.. byId.Values]
            : throw JsonFile.Wrong(FileName, $"'id2label' has {byId.Count} labels, but not for each id from 0 on");
    }
}
