using Slipway.Importers.Keras.Graph;

namespace Slipway.Importers.Keras.Weights;

/// <summary>
/// The weights of a layer or a model. Archives know them by their place, HDF5 files by their names; a layer asks with both.
/// </summary>
internal interface IWeightScope
{
    /// <summary>A weight of the layer itself; null where there is none.</summary>
    /// <param name="name">The variable's name: <c>kernel</c>.</param>
    /// <param name="index">Its place among the layer's own variables.</param>
    Weight? Find(string name, int index);

    /// <summary>The weights of a layer inside this one.</summary>
    /// <param name="attribute">The attribute of the outer layer that holds it: <c>forward_layer</c>.</param>
    /// <param name="prefix">What its name begins with; empty where any name is meant.</param>
    IWeightScope Child(string attribute, string prefix);

    /// <summary>The weights of each layer of a model, by the layer's name.</summary>
    IReadOnlyDictionary<string, IWeightScope> Layers(IReadOnlyList<LayerDefinition> layers);

    /// <summary>A text file that belongs to the layer; null where there is none.</summary>
    string? Asset(string name);
}
