namespace Slipway.Runtimes.Onnx.Loading;

/// <summary>What is read of a model file before the engine sees it: all but the weights.</summary>
internal sealed class ModelOutline
{
    public long FileSize { get; set; }

    public long IrVersion { get; set; }

    public string ProducerVersion { get; set; } = "";

    /// <summary>Domain (<c>ai.onnx</c> for the default one) and version, in file order.</summary>
    public List<KeyValuePair<string, long>> Opsets { get; } = [];

    public bool HasGraph { get; set; }

    /// <summary>Elements of all initializers.</summary>
    public long ParameterCount { get; set; }

    public List<ModelValue> Inputs { get; } = [];

    public List<ModelValue> Outputs { get; } = [];

    /// <summary>What the main graph's ZipMap operators give.</summary>
    public HashSet<string> ClassMaps { get; } = [];

    /// <summary>The classes along the last dimension of an output, where the file says them.</summary>
    public Dictionary<string, IReadOnlyList<string>> OutputLabels { get; } = [];

    /// <summary>Where inputs are looked up.</summary>
    public LookupTables Tables { get; } = new();

    /// <summary>The files that tensors anywhere in the model refer to.</summary>
    public HashSet<string> ExternalLocations { get; } = [];

    /// <summary>Whether an output of the model is a list of dictionaries that ZipMap makes.</summary>
    public bool IsClassMap(string output) =>
        ClassMaps.Contains(output)
        && Outputs.Exists(value => value.Name == output && value.Kind == ModelValueKind.Sequence);
}

/// <summary>A graph input or output as the file declares it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Tensor, sequence, map, optional, …</param>
/// <param name="ElementType">ONNX's number of the element type of a tensor; 0 where there is none.</param>
/// <param name="HasShape">False where not even the rank is declared.</param>
/// <param name="HasFreeDimension">Whether a dimension of the shape has no size.</param>
internal sealed record ModelValue(
    string Name,
    ModelValueKind Kind,
    int ElementType,
    bool HasShape,
    bool HasFreeDimension
);

internal enum ModelValueKind
{
    Untyped,
    Tensor,
    SparseTensor,
    Sequence,
    Map,
    Optional,
    Opaque,
}
