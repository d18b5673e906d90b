using System.Text.Json;
using Slipway.Importers.Keras.Graph;

namespace Slipway.Importers.Keras.Layers;

/// <summary>What becomes of the mask of a layer's input.</summary>
internal enum MaskRule
{
    /// <summary>The output has it.</summary>
    Passes,

    /// <summary>It is lost, as in the framework.</summary>
    Ends,

    /// <summary>The layer says what the mask of its output is.</summary>
    Own,
}

/// <summary>How a class of layers is mapped.</summary>
internal sealed record LayerEntry(Func<LayerCall, IReadOnlyList<KerasTensor>> Map, MaskRule Masks);

/// <summary>The classes of layers that can be mapped.</summary>
internal static class LayerTable
{
    private static readonly Dictionary<string, LayerEntry> Entries = Build();

    public static LayerEntry? Find(LayerDefinition layer) =>
        IsOfKeras(layer) ? Entries.GetValueOrDefault(layer.ClassName) : null;

    /// <summary>Why a layer is not found.</summary>
    public static string Unknown(LayerDefinition layer) =>
        layer.ClassName is "Lambda" ? "is a Python function, of which the file holds no description that can be mapped"
        : IsOfKeras(layer) ? "is of a class that is not known here"
        : "is of a class that is not Keras's own";

    public static void Add(
        this Dictionary<string, LayerEntry> entries,
        string className,
        Func<LayerCall, KerasTensor> map,
        MaskRule masks
    ) => entries[className] = new LayerEntry(call => [map(call)], masks);

    private static bool IsOfKeras(LayerDefinition layer)
    {
        var first = layer.Module.Split('.')[0];
        return first is "" or "keras" or "tf_keras" or "tensorflow"
            && !layer.ClassName.Contains('>', StringComparison.Ordinal)
            && !(
                layer.Element.TryGetProperty("registered_name", out var registered)
                && registered.ValueKind == JsonValueKind.String
                && registered.GetString()!.Contains('>', StringComparison.Ordinal)
            );
    }

    private static Dictionary<string, LayerEntry> Build()
    {
        var entries = new Dictionary<string, LayerEntry>();
        CoreLayers.Register(entries);
        ActivationLayers.Register(entries);
        Convolutions.Register(entries);
        TransposedConvolutions.Register(entries);
        Pooling.Register(entries);
        GlobalPooling.Register(entries);
        BatchNormalization.Register(entries);
        Normalizations.Register(entries);
        Shapes.Register(entries);
        Padding.Register(entries);
        UpSampling.Register(entries);
        Merging.Register(entries);
        DotLayer.Register(entries);
        AttentionLayers.Register(entries);
        MultiHeadAttention.Register(entries);
        RecurrentLayers.Register(entries);
        ConvLstmLayers.Register(entries);
        AdaptivePooling.Register(entries);
        BidirectionalLayer.Register(entries);
        TimeDistributedLayer.Register(entries);
        Preprocessing.Register(entries);
        CategoryEncoding.Register(entries);
        Lookups.Register(entries);
        TensorFlowFunctions.Register(entries);
        return entries;
    }
}
