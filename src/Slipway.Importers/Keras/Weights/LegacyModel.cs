using PureHDF;
using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Reading;

namespace Slipway.Importers.Keras.Weights;

/// <summary>A weight in an HDF5 file: its name, split, and where it is.</summary>
internal sealed record LegacyWeight(string[] Segments, IH5Dataset Data)
{
    public string Path => string.Join('/', Segments);
}

/// <summary>The weights of the model itself: a group for each of its layers.</summary>
internal sealed class LegacyModel(Hdf5 file, IReadOnlyDictionary<string, IReadOnlyList<LegacyWeight>> layers)
    : IWeightScope
{
    public Weight? Find(string name, int index) => null;

    public IWeightScope Child(string attribute, string prefix) => new LegacyWeights(file, []);

    public string? Asset(string name) => null;

    public IReadOnlyDictionary<string, IWeightScope> Layers(IReadOnlyList<LayerDefinition> definitions) =>
        definitions.ToDictionary(
            layer => layer.Name,
            IWeightScope (layer) => new LegacyWeights(file, layers.GetValueOrDefault(layer.Name) ?? [])
        );
}
