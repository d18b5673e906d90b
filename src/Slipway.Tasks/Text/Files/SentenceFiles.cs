using System.Text.Json;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Tasks.Text.Embeddings;

namespace Slipway.Tasks.Text.Files;

/// <summary>
/// What the files of sentence-transformers say: <c>modules.json</c>, the pooling's own <c>config.json</c> and
/// <c>sentence_bert_config.json</c>. Immutable.
/// </summary>
internal sealed record SentenceFiles
{
    public const string Modules = "modules.json";

    private const string PoolingPrefix = "pooling_mode_";

    /// <summary>What the pooling's file says, by the names that it has there.</summary>
    private static readonly (string Name, Pooling Pooling)[] Poolings =
    [
        ("cls_token", Embeddings.Pooling.Cls),
        ("mean_tokens", Embeddings.Pooling.Mean),
        ("max_tokens", Embeddings.Pooling.Max),
        ("mean_sqrt_len_tokens", Embeddings.Pooling.MeanSqrtLength),
        ("lasttoken", Embeddings.Pooling.Last),
    ];

    /// <summary>Null where nothing is said.</summary>
    public Pooling? Pooling { get; init; }

    public bool Normalizes { get; init; }

    public int? MaxTokens { get; init; }

    /// <summary>Modules that the model must hold itself, since nothing here computes them.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>Null where there are no such files.</summary>
    /// <exception cref="ServingException">They are wrong.</exception>
    public static SentenceFiles? Read(ModelPackage package)
    {
        if (PackageFolders.Find(package, Modules) is not { } path)
            return null;
        using var document = JsonFile.Read(path);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
            throw JsonFile.Wrong(Modules, "it is no list of modules");
        var files = new SentenceFiles { MaxTokens = ReadLength(package) };
        var others = new List<string>();
        foreach (var module in document.RootElement.EnumerateArray())
        {
            var type = (JsonFile.Text(module, "type") ?? "").Split('.')[^1];
            files = type switch
            {
                "Transformer" => files,
                "Pooling" => files with
                {
                    Pooling = ReadPooling(package, JsonFile.Text(module, "path") ?? "1_Pooling"),
                },
                "Normalize" => files with { Normalizes = true },
                _ => Other(files, type),
            };
        }

        return files with
        {
            Others = others,
        };

        SentenceFiles Other(SentenceFiles same, string type)
        {
            others.Add(type);
            return same;
        }
    }

    private static int? ReadLength(ModelPackage package)
    {
        if (PackageFolders.Find(package, "sentence_bert_config.json") is not { } path)
            return null;
        using var document = JsonFile.Read(path);
        return JsonFile.Number(document.RootElement, "max_seq_length") is { } length and > 0 ? length : null;
    }

    private static Pooling? ReadPooling(ModelPackage package, string folder)
    {
        var name = Path.Combine(folder, "config.json");
        if (PackageFolders.Named(package, name) is not { } path)
            return null;
        using var document = JsonFile.Read(path);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            throw JsonFile.Wrong(name, "it is no object");
        var set = root.EnumerateObject()
            .Where(member =>
                member.Name.StartsWith(PoolingPrefix, StringComparison.Ordinal)
                && member.Value.ValueKind == JsonValueKind.True
            )
            .Select(member => member.Name[PoolingPrefix.Length..])
            .ToList();
        if (set.Count == 0)
            return null;
        var known = Poolings.FirstOrDefault(pooling => pooling.Name == set[0]);
        return set.Count == 1 && known.Name is not null
            ? known.Pooling
            : throw JsonFile.Wrong(
                name,
                $"the pooling {string.Join(" with ", set.Select(one => PoolingPrefix + one))} is not known here; say one with "
                    + "'pooling:' in model.yaml, or export the model with its pooling"
            );
    }
}
