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
        if (FirstNames.PartsOf(name, weights) is { } parts)
            return FirstNames.Join([.. parts.Select(Read)]);
        // Names repeat where a layer's weights are those of several layers; the place is of no use then.
        var named = weights.Where(weight => weight.Segments[^1] == name).ToList();
        var found =
            named.Count == 1 ? named[0]
            : index >= 0 && index < weights.Count && (named.Count == 0 || named.Contains(weights[index]))
                ? weights[index]
            : null;
        return found is null ? null : Read(found);
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

    private Weight Read(LegacyWeight weight) =>
        _read.TryGetValue(weight, out var known) ? known : _read[weight] = file.Read(weight.Data, weight.Path);

    public IReadOnlyDictionary<string, IWeightScope> Layers(IReadOnlyList<LayerDefinition> layers) =>
        layers.ToDictionary(
            layer => layer.Name,
            IWeightScope (layer) =>
                new LegacyWeights(file, [.. weights.Where(weight => weight.Segments.SkipLast(1).Contains(layer.Name))])
        );
}
