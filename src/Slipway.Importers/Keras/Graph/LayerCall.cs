using System.Text.Json;
using Slipway.Importers.Keras.Reading;
using Slipway.Importers.Keras.Weights;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Importers.Keras.Graph;

/// <summary>One call of a layer, as the code that maps it sees it.</summary>
/// <param name="Definition">The layer.</param>
/// <param name="Path">Where it is in the model: <c>encoder/dense_1</c>.</param>
/// <param name="Weights">Its weights.</param>
/// <param name="Arguments">What it is called with, by place.</param>
/// <param name="Named">What it is called with, by name.</param>
/// <param name="Converter">Maps layers inside it.</param>
internal sealed record LayerCall(
    LayerDefinition Definition,
    string Path,
    IWeightScope Weights,
    IReadOnlyList<CallValue> Arguments,
    IReadOnlyDictionary<string, CallValue> Named,
    LayerConverter Converter
)
{
    private readonly HashSet<string> _read = [];
    private int _weights;

    public LayerConfig Config { get; } = new(Definition);

    /// <summary>Where it writes: the graph, or the body of a loop in it.</summary>
    public GraphWriter Graph { get; init; } = Converter.Graph;

    public bool IsKeras2 => Converter.IsKeras2;

    /// <summary>The type in which the layer computes with floating-point numbers.</summary>
    public DataType Type { get; } =
        DTypes.Compute(
            Definition.Config.ValueKind == JsonValueKind.Object
            && Definition.Config.TryGetProperty("dtype", out var dtype)
            && dtype.ValueKind != JsonValueKind.Null
                ? dtype
                : null
        );

    /// <summary>The tensors of the first argument.</summary>
    public IReadOnlyList<KerasTensor> Inputs { get; init; } = Arguments.Count == 0 ? [] : [.. Arguments[0].Tensors];

    public KerasTensor Input =>
        Inputs.Count > 0 ? Inputs[0] : throw Corrupt.File($"layer '{Path}' is called without an input.");

    /// <summary>The input as floating-point numbers of the layer's type.</summary>
    public KerasTensor FloatInput => Graph.Cast(Input, Type);

    /// <summary>The mask that counts: the one that is given, else the one that came with the input.</summary>
    public KerasTensor? Mask =>
        Named.ContainsKey("mask") ? Tensor("mask")
        : Inputs.Count > 0 ? Inputs[0].Mask
        : null;

    /// <summary>Arguments of the call that nobody has asked for and that say something.</summary>
    public IEnumerable<string> UnknownArguments =>
        Named
            .Where(named => !_read.Contains(named.Key) && named.Key is not ("mask" or "training" or "name"))
            .Where(named =>
                named.Value
                    is not CallValue.Literal
                    {
                        Value.ValueKind: JsonValueKind.Null or JsonValueKind.False or JsonValueKind.Undefined
                    }
            )
            .Select(named => named.Key);

    /// <summary>A tensor given by name or place; null where there is none.</summary>
    public KerasTensor? Tensor(string name, int place = -1) =>
        Argument(name, place) is { } value ? value.Tensors.FirstOrDefault() : null;

    /// <summary>An argument of the call by name or place; null where it is missing or <c>None</c>.</summary>
    public CallValue? Argument(string name, int place = -1)
    {
        _read.Add(name);
        if (!Named.TryGetValue(name, out var value) && place >= 0 && place < Arguments.Count)
            value = Arguments[place];
        return value is CallValue.Literal { IsNull: true } ? null : value;
    }

    /// <summary>A literal by name or place, of the call or else of the layer.</summary>
    public JsonElement? Literal(string name, int place = -1) =>
        Argument(name, place) is CallValue.Literal { Value: var value } ? value : Config.Value(name);

    /// <summary>The next weight of the layer itself: layers ask in the order in which they make them.</summary>
    /// <exception cref="ImportException">It is not in the file.</exception>
    public Weight Take(string name) =>
        Weights.Find(name, _weights++)
        ?? throw Corrupt.File($"the weight '{name}' of layer '{Path}' ({Definition.ClassName}) is not in the file.");

    /// <summary>A weight as a constant of the layer's type.</summary>
    public string Constant(Weight weight, string form = "") =>
        Graph.Constant($"{Path}:{weight.Path}:{form}", Type, () => weight);

    /// <summary>A weight as a constant, after something has been done with it.</summary>
    public string Constant(Weight weight, string form, Func<Weight, Weight> change) =>
        Graph.Constant($"{Path}:{weight.Path}:{form}", Type, () => change(weight));

    public string Scalar(double value) => Graph.Scalar(Type, value);

    /// <summary>A result in the framework's layout.</summary>
    public KerasTensor Result(string name, params IReadOnlyList<long?> shape) => new(Type, shape) { Plain = name };

    /// <summary>Maps a layer inside this one.</summary>
    public IReadOnlyList<KerasTensor> Inner(LayerDefinition layer, IWeightScope weights, KerasTensor input) =>
        Converter.Convert(
            layer,
            $"{Path}/{layer.Name}",
            weights,
            [new CallValue.Single(input)],
            new Dictionary<string, CallValue>()
        );

    /// <summary>A layer that is an argument of this one.</summary>
    public LayerDefinition InnerLayer(string name) =>
        Config.Value(name) is { } element
            ? LayerDefinition.Parse(element)
            : throw Corrupt.File($"layer '{Path}' has no argument '{name}'.");
}
