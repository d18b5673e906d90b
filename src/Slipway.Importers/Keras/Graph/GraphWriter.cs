using Slipway.Importers.Keras.Weights;
using Slipway.Onnx;
using Slipway.Onnx.Proto;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Importers.Keras.Graph;

/// <summary>Writes nodes and constants, each constant once, and moves values between layouts.</summary>
internal sealed class GraphWriter(OnnxGraphBuilder builder)
{
    private readonly Dictionary<string, string> _constants = [];
    private readonly List<string> _operators = [];

    public OnnxGraphBuilder Builder => builder;

    /// <summary>The operators written since it was last asked, in order.</summary>
    public IReadOnlyList<string> TakeOperators()
    {
        var taken = _operators.ToArray();
        _operators.Clear();
        return taken;
    }

    public string Node(string op, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        return Nodes(op, 1, inputs, attributes)[0];
    }

    /// <summary>A node with several outputs.</summary>
    public string[] Nodes(
        string op,
        int outputs,
        ReadOnlySpan<string> inputs,
        params ReadOnlySpan<AttributeProto> attributes
    )
    {
        _operators.Add(op);
        var names = new string[outputs];
        for (var i = 0; i < outputs; i++)
        {
            // Layers have such names as "add_1", and outputs are called for layers.
            names[i] = builder.UniqueName($"/{op}/{i}");
        }

        builder.Node("", op, inputs, names, attributes);
        return names;
    }

    public string Ints(params ReadOnlySpan<long> values)
    {
        var key = $"i:{string.Join(',', values.ToArray())}";
        if (!_constants.TryGetValue(key, out var name))
            _constants[key] = name = Initializer(values, values.Length);
        return name;
    }

    /// <summary>A constant that is not shared.</summary>
    public string Initializer<T>(ReadOnlySpan<T> values, params ReadOnlySpan<long> dims)
        where T : unmanaged => builder.Initializer(OnnxTensor.From(builder.UniqueName("/constant"), values, dims));

    /// <summary>A scalar of a type.</summary>
    public string Scalar(DataType type, double value)
    {
        var key = $"s:{type}:{value:R}";
        if (!_constants.TryGetValue(key, out var name))
        {
            _constants[key] = name = type switch
            {
                DataType.Float => Initializer([(float)value]),
                DataType.Float16 => Initializer([(Half)value]),
                DataType.Double => Initializer([value]),
                DataType.Int64 => Initializer([(long)value]),
                DataType.Int32 => Initializer([(int)value]),
                DataType.Bool => Initializer([value != 0]),
                _ => Cast(Initializer([(long)value]), type),
            };
        }

        return name;
    }

    /// <summary>A weight as a constant of a type. The same weight is written once, however often layers are called.</summary>
    /// <param name="key">Tells it from all others: where it comes from and what was done with it.</param>
    /// <param name="type">A floating-point type.</param>
    /// <param name="weight">Gives it; asked only where it is not there yet.</param>
    public string Constant(string key, DataType type, Func<Weight> weight)
    {
        key = $"w:{type}:{key}";
        if (_constants.TryGetValue(key, out var name))
            return name;
        var (path, shape, values) = weight();
        ReadOnlySpan<long> dims = Array.ConvertAll(shape, dim => (long)dim);
        var unique = builder.UniqueName($"/{path}");
        var tensor = type switch
        {
            DataType.Float16 => OnnxTensor.From<Half>(unique, Array.ConvertAll(values, value => (Half)value), dims),
            DataType.Double => OnnxTensor.From<double>(unique, Array.ConvertAll(values, value => (double)value), dims),
            _ => OnnxTensor.From<float>(unique, values, dims),
        };
        return _constants[key] = builder.Initializer(tensor);
    }

    public string Cast(string value, DataType to) => Node("Cast", [value], OnnxAttribute.Of("to", (long)to));

    public string Transpose(string value, params ReadOnlySpan<long> axes) =>
        Node("Transpose", [value], OnnxAttribute.Of("perm", axes.ToArray()));

    public string Reshape(string value, params ReadOnlySpan<long> shape) => Node("Reshape", [value, Ints(shape)]);

    public string Unsqueeze(string value, params ReadOnlySpan<long> axes) => Node("Unsqueeze", [value, Ints(axes)]);

    public string Squeeze(string value, params ReadOnlySpan<long> axes) => Node("Squeeze", [value, Ints(axes)]);

    public string Concat(ReadOnlySpan<string> values, long axis) =>
        Node("Concat", values, OnnxAttribute.Of("axis", axis));

    public string Slice(string value, long start, long end, long axis, long step = 1) =>
        Node("Slice", [value, Ints(start), Ints(end), Ints(axis), Ints(step)]);

    /// <summary>Turns an axis round, whatever its size.</summary>
    public string Reverse(string value, long axis) => Slice(value, -1, long.MinValue + 1, axis, -1);

    /// <summary>One size of a value, as a list of one.</summary>
    public string Size(string value, long axis) =>
        Node("Shape", [value], OnnxAttribute.Of("start", axis), OnnxAttribute.Of("end", axis + 1));

    public KerasTensor Cast(KerasTensor value, DataType to) =>
        value.Type == to ? value : Map(value, name => Cast(name, to)) with { Type = to };

    /// <summary>The name of a value in the framework's layout.</summary>
    public string Plain(KerasTensor value) =>
        value.Plain ??= Transpose(
            value.ChannelsFirst!,
            [0, .. Enumerable.Range(2, value.Rank - 2).Select(i => (long)i), 1]
        );

    /// <summary>The name of a value with the channels first.</summary>
    public string ChannelsFirst(KerasTensor value) =>
        value.ChannelsFirst ??= Transpose(
            value.Plain!,
            [0, value.Rank - 1, .. Enumerable.Range(1, value.Rank - 2).Select(i => (long)i)]
        );

    /// <summary>A function of each element: it works in the layout that is there.</summary>
    public static KerasTensor Map(KerasTensor value, Func<string, string> function) =>
        value.ChannelsFirst is { } first
            ? new KerasTensor(value.Type, value.Shape) { ChannelsFirst = function(first), Mask = value.Mask }
            : new KerasTensor(value.Type, value.Shape) { Plain = function(value.Plain!), Mask = value.Mask };
}
