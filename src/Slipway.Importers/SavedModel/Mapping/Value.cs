using Slipway.Importers.SavedModel.Graphs;
using Slipway.Importers.SavedModel.Values;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Mapping;

/// <summary>
/// What an output of the graph has become: a value of the ONNX graph, a constant that is written when it is needed, a
/// handle, or a list of tensors. What is known of its shape and elements is a promise; what is null is only unknown.
/// </summary>
internal sealed class Value
{
    public required OnnxType Type { get; init; }

    /// <summary>The dimensions, null where they are free; null itself where not even the rank is known.</summary>
    public long?[]? Shape { get; init; }

    /// <summary>Of integers in a vector or a scalar, those elements that are known: shapes on their way to a Reshape.</summary>
    public long?[]? Elements { get; init; }

    public TensorValue? Constant { get; init; }

    /// <summary>The name in the ONNX graph; null until somebody asks for it, for a constant or an image as below.</summary>
    public string? Name { get; set; }

    /// <summary>The name of the same tensor with the channels before the spatial dimensions, where there is one.</summary>
    public string? ChannelsFirst { get; set; }

    /// <summary>The variable or table that this is a handle of.</summary>
    public GraphNode? Handle { get; init; }

    /// <summary>The list of tensors that this is.</summary>
    public TensorList? List { get; init; }

    /// <summary>The input of the model that this becomes when it is first needed.</summary>
    public string? InputName { get; init; }

    /// <summary>Of such an input: whether the model takes examples apart, whose features are inputs in its place.</summary>
    public bool Parsed { get; set; }

    /// <summary>Why there is no such value, for those who need it.</summary>
    public string? Missing { get; init; }

    /// <summary>The scope whose graph has the names.</summary>
    public required GraphWriter Owner { get; init; }

    public int? Rank => Shape?.Length;

    /// <summary>The elements of a constant of integers, or null.</summary>
    public long[]? Integers =>
        Constant?.Integers()
        ?? (Elements?.All(element => element is not null) == true ? Array.ConvertAll(Elements, e => e!.Value) : null);
}
