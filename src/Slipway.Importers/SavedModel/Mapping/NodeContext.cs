using Slipway.Importers.SavedModel.Graphs;
using Slipway.Importers.SavedModel.Proto;
using Slipway.Importers.SavedModel.Values;
using AttributeProto = Slipway.Onnx.Proto.AttributeProto;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Mapping;

/// <summary>One node while it is mapped: its inputs, its attributes with TensorFlow's defaults, and the graph to write to.</summary>
internal sealed class NodeContext(GraphNode node, Value[] inputs, GraphWriter writer, ModelContext model)
{
    public GraphNode Node => node;

    public string Op => node.Op;

    public int Count => inputs.Length;

    public GraphWriter Writer => writer;

    public ModelContext Model => model;

    public IReadOnlyList<Value> Inputs => inputs;

    public Value this[int index] =>
        index < inputs.Length ? inputs[index] : throw Cannot($"has {inputs.Length} inputs, and {index + 1} are needed");

    public string Name(int index) => writer.Name(this[index]);

    public string[] Names() => Array.ConvertAll(inputs, writer.Name);

    /// <summary>Why the node is not mapped, for the report.</summary>
    public UnmappableException Cannot(string reason) => new(Op, reason);

    // Attributes. Files leave out those that have TensorFlow's default.

    public bool Has(string name) => node.Attributes.ContainsKey(name);

    public long Integer(string name, long otherwise = 0) =>
        node.Attributes.TryGetValue(name, out var value) ? value.I : otherwise;

    public bool Flag(string name, bool otherwise = false) =>
        node.Attributes.TryGetValue(name, out var value) ? value.B : otherwise;

    public float Number(string name, float otherwise) =>
        node.Attributes.TryGetValue(name, out var value) ? value.F : otherwise;

    public string Text(string name, string otherwise = "") =>
        node.Attributes.TryGetValue(name, out var value) ? value.S.ToStringUtf8() : otherwise;

    public long[] Integers(string name) =>
        node.Attributes.TryGetValue(name, out var value) && value.List is { } list ? [.. list.I] : [];

    public OnnxType Type(string name, DataType otherwise = DataType.DtInvalid) =>
        ElementType.Of(node.Type(name, otherwise));

    /// <summary>The integers that an input is always.</summary>
    /// <exception cref="UnmappableException">They are computed.</exception>
    public long[] Fixed(int index) =>
        this[index].Integers ?? throw Cannot($"needs its input {index} to be a constant, and it is computed");

    // Writing.

    public string Emit(string operation, ReadOnlySpan<string> names, params ReadOnlySpan<AttributeProto> attributes) =>
        writer.Emit(operation, names, attributes);

    public string Cast(string name, OnnxType type) => writer.Cast(name, type);

    /// <summary>An input as a vector or scalar of 64-bit integers, as ONNX wants shapes and axes.</summary>
    public string Long(int index)
    {
        var value = this[index];
        if (value.Integers is { } integers && value.Rank is 0 or 1)
            return value.Rank == 0 ? writer.Integer(value.Integers![0]) : writer.Integers(value.Integers!);
        return value.Type == OnnxType.Int64 ? Name(index) : Cast(Name(index), OnnxType.Int64);
    }

    /// <summary>As <see cref="Long"/>, and a scalar becomes a vector of one.</summary>
    public string LongVector(int index) =>
        this[index].Integers is { } integers
            ? writer.Integers(integers)
            : Emit("Reshape", [Long(index), writer.Integers(-1)]);

    public Value Of(string name, OnnxType type, long?[]? shape = null) =>
        new()
        {
            Type = type,
            Shape = shape,
            Name = name,
            Owner = writer,
        };

    /// <summary>An image that is there with its channels first.</summary>
    public Value Image(string name, OnnxType type, long?[] shape) =>
        new()
        {
            Type = type,
            Shape = shape,
            ChannelsFirst = name,
            Owner = writer,
        };

    public Value Constant(TensorValue value) => writer.Constant(value);

    /// <summary>Writes an operator for which the engine has no kernel of the type: over one that it has, and back.</summary>
    public string Through(OnnxType type, OnnxType kernel, string name, Func<string, string> write) =>
        type == kernel ? write(name) : Cast(write(Cast(name, kernel)), type);
}
