using System.Runtime.CompilerServices;
using Slipway.Importers.SavedModel.Values;
using Slipway.Onnx;
using Slipway.Onnx.Proto;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Mapping;

/// <summary>
/// Writes nodes into an ONNX graph, or into the body of a Loop or an If inside one. Constants go to the outermost graph,
/// once; images are turned between TensorFlow's layout and ONNX's only when somebody asks for the other one.
/// </summary>
internal sealed class GraphWriter
{
    private readonly GraphWriter _root;
    private readonly ConditionalWeakTable<TensorValue, string> _constants = [];
    private readonly Dictionary<string, string> _integers = [];

    public GraphWriter(OnnxGraphBuilder builder)
    {
        Builder = builder;
        _root = this;
    }

    private GraphWriter(OnnxGraphBuilder builder, GraphWriter outer)
    {
        Builder = builder;
        _root = outer._root;
    }

    public OnnxGraphBuilder Builder { get; }

    /// <summary>The writer of the outermost graph.</summary>
    public GraphWriter Root => _root;

    /// <summary>The inputs that were declared, of the outermost graph.</summary>
    public HashSet<string> InputNames { get; } = [];

    /// <summary>Declares an input; one that is there already is the same.</summary>
    public string Input(string name, OnnxType type, long?[]? shape)
    {
        if (InputNames.Add(name))
            Builder.Input(name, SignatureInputs.Typed(type, shape));
        return name;
    }

    /// <summary>Operators that were written since this was last cleared.</summary>
    public List<string> Written { get; private init; } = [];

    public GraphWriter Body(string name) => new(Builder.Subgraph(name), this) { Written = Written };

    public string Emit(string operation, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes) =>
        EmitIn("", operation, inputs, 1, attributes)[0];

    public string[] Emit(
        string operation,
        ReadOnlySpan<string> inputs,
        int outputs,
        params ReadOnlySpan<AttributeProto> attributes
    ) => EmitIn("", operation, inputs, outputs, attributes);

    public string[] EmitIn(
        string domain,
        string operation,
        ReadOnlySpan<string> inputs,
        int outputs,
        params ReadOnlySpan<AttributeProto> attributes
    )
    {
        Written.Add(operation);
        var names = new string[outputs];
        for (var i = 0; i < outputs; i++)
        {
            names[i] = Builder.UniqueName(Own(i == 0 ? operation : $"{operation}.{i}"));
        }

        Builder.Node(domain, operation, inputs, names, attributes);
        return names;
    }

    public Value Constant(TensorValue constant) =>
        new()
        {
            Type = constant.Type,
            Shape = Array.ConvertAll(constant.Shape, dim => (long?)dim),
            Elements =
                constant.Shape.Length <= 1 && constant.Count <= IntegerFolding.MostElements
                    ? constant.Integers()?.Select(value => (long?)value).ToArray()
                    : null,
            Constant = constant,
            Owner = _root,
        };

    /// <summary>The name of a value in TensorFlow's layout.</summary>
    public string Name(Value value)
    {
        if (value.Name is { } name)
            return name;
        if (value.ChannelsFirst is { } image)
            return value.Name = value.Owner.Emit("Transpose", [image], Layout.ToLast(value.Rank!.Value));
        if (value.Constant is { } constant)
            return value.Name = _root.Write(constant);
        if (value.InputName is { } input)
            return value.Name = Root.Input(input, value.Type, value.Shape);
        throw new UnmappableException("Tensor", value.Missing ?? "has a handle or a list where a tensor is needed");
    }

    /// <summary>The name of an image in ONNX's layout; the value has a rank of 3 at least.</summary>
    public string ChannelsFirst(Value value)
    {
        if (value.ChannelsFirst is { } image)
            return image;
        var name = Name(value);
        return value.ChannelsFirst = value.Owner.Emit("Transpose", [name], Layout.ToFirst(value.Rank!.Value));
    }

    /// <summary>A vector of integers as a constant.</summary>
    public string Integers(params ReadOnlySpan<long> values)
    {
        var key = string.Join(',', values.ToArray());
        if (!_root._integers.TryGetValue(key, out var name))
            _root._integers.Add(key, name = _root.Plain(values, values.Length));
        return name;
    }

    /// <summary>A scalar integer as a constant.</summary>
    public string Integer(long value)
    {
        var key = "scalar " + value;
        if (!_root._integers.TryGetValue(key, out var name))
            _root._integers.Add(key, name = _root.Plain([value]));
        return name;
    }

    /// <summary>A scalar of a type of numbers.</summary>
    public string Scalar(OnnxType type, double value)
    {
        var name = _root.Plain([value]);
        return type == OnnxType.Double ? name : Cast(name, type);
    }

    public string Cast(string name, OnnxType type) => Emit("Cast", [name], OnnxAttribute.Of("to", (long)type));

    private string Plain<T>(ReadOnlySpan<T> values, params ReadOnlySpan<long> shape)
        where T : unmanaged => Builder.Initializer(OnnxTensor.From(Builder.UniqueName(Own("Const")), values, shape));

    // The names that callers know are given last; no value in between may have one of them.
    private static string Own(string operation) => "/" + operation;

    private string Write(TensorValue constant)
    {
        if (!_constants.TryGetValue(constant, out var name))
        {
            name = Builder.Initializer(constant.ToProto(Builder.UniqueName(Own("Const"))));
            _constants.Add(constant, name);
        }

        return name;
    }
}
