using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Reading;

namespace Slipway.Importers.Keras.Weights;

/// <summary>
/// The weights of a layer in an HDF5 file, which holds those of the layers inside it too: those are found by the names
/// that are parts of a weight's name.
/// </summary>
internal sealed class LegacyWeights(Hdf5 file, IReadOnlyList<LegacyWeight> weights) : IWeightScope
{
    private readonly Dictionary<LegacyWeight, Weight> _read = [];

    public Weight? Find(string name, int index)
    {
        // Names repeat where a layer's weights are those of several layers; the place is of no use then.
        var named = weights.Where(weight => weight.Segments[^1] == name).ToList();
        var found =
            named.Count == 1 ? named[0]
            : index >= 0 && index < weights.Count && (named.Count == 0 || named.Contains(weights[index]))
                ? weights[index]
            : null;
        if (found is null)
            return null;
        if (_read.TryGetValue(found, out var known))
            return known;
        return _read[found] = file.Read(found.Data, found.Path);
    }

    public IWeightScope Child(string attribute, string prefix)
    {
        if (prefix.Length == 0)
            return this;
        var inner = weights
            .Where(weight => weight.Segments.SkipLast(1).Any(part => part.StartsWith(prefix, StringComparison.Ordinal)))
            .ToList();
        return new LegacyWeights(file, inner);
    }

    public string? Asset(string name) => null;

    public IReadOnlyDictionary<string, IWeightScope> Layers(IReadOnlyList<LayerDefinition> layers) =>
        layers.ToDictionary(
            layer => layer.Name,
            IWeightScope (layer) =>
                new LegacyWeights(file, [.. weights.Where(weight => weight.Segments.SkipLast(1).Contains(layer.Name))])
        );
}
