using System.Globalization;
using System.Text.RegularExpressions;
using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Reading;

namespace Slipway.Importers.Keras.Weights;

/// <summary>
/// The weights in an archive: the variables of a layer are <c>vars/0</c>, <c>vars/1</c>, …; the layers of a model are
/// named for their class and counted, not for their own names.
/// </summary>
internal sealed partial class ArchiveWeights(
    Hdf5 file,
    WeightTree tree,
    string path,
    IReadOnlyDictionary<string, string> assets
) : IWeightScope
{
    // Keras 3 and 2.15, then Keras 2.12 to 2.14.
    private static readonly string[] Containers =
    [
        "layers",
        "_layer_checkpoint_dependencies",
        "_self_tracked_trackables",
        // Of cells on top of each other.
        "cells",
    ];

    private readonly Dictionary<int, Weight> _read = [];

    public Weight? Find(string name, int index)
    {
        if (_read.TryGetValue(index, out var known))
            return known;
        var place = index.ToString(CultureInfo.InvariantCulture);
        if (tree.Child("vars")?.Child(place)?.Data is not { } data)
            return null;
        return _read[index] = file.Read(data, $"{path}/vars/{place}");
    }

    public IWeightScope Child(string attribute, string prefix) =>
        Scope(tree.Child(attribute) ?? tree.Child("_" + attribute), attribute);

    public string? Asset(string name) => assets.GetValueOrDefault($"{path}/{name}");

    public IReadOnlyDictionary<string, IWeightScope> Layers(IReadOnlyList<LayerDefinition> layers)
    {
        var container = Containers.FirstOrDefault(name => tree.Child(name) is not null) ?? Containers[0];
        var groups = tree.Child(container) ?? new WeightTree();
        var scopes = new Dictionary<string, IWeightScope>();
        foreach (var kind in layers.GroupBy(layer => SnakeCase(layer.ClassName)))
        {
            var group = Match(groups, kind.Key, [.. kind]);
            foreach (var (layer, name) in kind.Zip(group))
            {
                scopes[layer.Name] = Scope(groups.Child(name), $"{container}/{name}");
            }
        }

        return scopes;
    }

    // Names where the file has them; else the order, which is the same for groups and layers; else the count, which
    // Keras itself goes by.
    private static List<string> Match(WeightTree groups, string kind, List<LayerDefinition> layers)
    {
        var present = groups
            .Children.Keys.Select(name => (Name: name, Number: Number(name, kind)))
            .Where(group => group.Number >= 0)
            .OrderBy(group => group.Number)
            .Select(group => group.Name)
            .ToList();
        var named = layers.ConvertAll(layer =>
            present.Where(name => groups.Child(name)!.LayerName == layer.Name).ToList()
        );
        if (named.TrueForAll(names => names.Count == 1))
            return named.ConvertAll(names => names[0]);
        return present.Count == layers.Count
            ? present
            : [.. layers.Select((_, i) => i == 0 ? kind : string.Create(CultureInfo.InvariantCulture, $"{kind}_{i}"))];
    }

    private static int Number(string name, string kind)
    {
        if (name == kind)
            return 0;
        return
            name.StartsWith(kind + "_", StringComparison.Ordinal)
            && int.TryParse(
                name.AsSpan(kind.Length + 1),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var number
            )
            ? number
            : -1;
    }

    private ArchiveWeights Scope(WeightTree? child, string name) =>
        new(file, child ?? new WeightTree(), path.Length == 0 ? name : $"{path}/{name}", assets);

    private static string SnakeCase(string name)
    {
        // Functional models were written as "Model" once.
        if (name is "Model")
            return "functional";
        name = NoWord().Replace(name, "");
        name = WordStart().Replace(name, "${before}_${after}");
        return LowerUpper().Replace(name, "${before}_${after}").ToLowerInvariant();
    }

    [GeneratedRegex(@"\W+", RegexOptions.NonBacktracking)]
    private static partial Regex NoWord();

    [GeneratedRegex("(?<before>.)(?<after>[A-Z][a-z]+)", RegexOptions.NonBacktracking)]
    private static partial Regex WordStart();

    [GeneratedRegex("(?<before>[a-z])(?<after>[A-Z])", RegexOptions.NonBacktracking)]
    private static partial Regex LowerUpper();
}
