using Slipway.Importers.Keras.Layers;
using Slipway.Importers.Keras.Operations;
using Slipway.Importers.Keras.Reading;
using Slipway.Importers.Keras.Weights;

namespace Slipway.Importers.Keras.Graph;

/// <summary>
/// Maps calls of layers to nodes. What cannot be mapped is written down, and what depends on it is left out, so that
/// everything that stands in the way is found.
/// </summary>
internal sealed class LayerConverter
{
    // Models inside models that are called twice each grow exponentially.
    private const int MostCalls = 20_000;

    private readonly SortedSet<string> _problems = new(StringComparer.Ordinal);
    private readonly Dictionary<
        string,
        (ModelDefinition Model, IReadOnlyDictionary<string, IWeightScope> Weights)
    > _models = [];
    private readonly Dictionary<string, ImportStep> _steps = [];
    private readonly List<string> _order = [];
    private readonly CancellationToken _cancellationToken;
    private readonly Version _version;
    private int _calls;

    public LayerConverter(GraphWriter graph, string? version, bool isKeras2, CancellationToken cancellationToken)
    {
        Graph = graph;
        IsKeras2 = isKeras2;
        _version = Version.TryParse(version, out var parsed) ? parsed : new Version(isKeras2 ? 2 : 3, 0);
        _cancellationToken = cancellationToken;
    }

    public GraphWriter Graph { get; }

    public bool IsKeras2 { get; }

    /// <summary>How the file has the kernels of convolutions.</summary>
    public KernelForm Kernels { get; init; }

    /// <summary>Whether recurrent layers and wrappers hand on the mask of their input: they do before Keras 3.16.</summary>
    public bool RecurrentPassesMask => !IsAtLeast(3, 16);

    /// <summary>Whether the version that wrote the model is this one or a later one.</summary>
    public bool IsAtLeast(int major, int minor) => _version >= new Version(major, minor);

    public IReadOnlyCollection<string> Problems => _problems;

    public IReadOnlyList<ImportStep> Steps => [.. _order.Select(path => _steps[path])];

    /// <summary>A model with its layers' weights, read once however often it is called.</summary>
    public (ModelDefinition Model, IReadOnlyDictionary<string, IWeightScope> Weights) Model(
        LayerDefinition definition,
        string path,
        IWeightScope weights
    )
    {
        if (!_models.TryGetValue(path, out var known))
        {
            var model = ModelDefinition.Parse(definition);
            _models[path] = known = (model, weights.Layers(model.Layers));
        }

        return known;
    }

    /// <summary>Maps one call; nothing comes back where it cannot be mapped.</summary>
    public IReadOnlyList<KerasTensor> Convert(
        LayerDefinition layer,
        string path,
        IWeightScope weights,
        IReadOnlyList<CallValue> arguments,
        IReadOnlyDictionary<string, CallValue> named
    )
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (++_calls > MostCalls)
            throw Corrupt.File($"the model calls its layers more than {MostCalls} times.");
        try
        {
            if (layer.IsModel)
                return new ModelConverter(this, path).Convert(layer, weights, arguments);
            return layer.IsOperation
                ? Operation(layer, path, weights, arguments, named)
                : Layer(layer, path, weights, arguments, named);
        }
        catch (NotMappedException e)
        {
            Problem(path, layer, e.Message);
            return [];
        }
    }

    public void Problem(string path, LayerDefinition layer, string what) =>
        _problems.Add($"layer '{path}' ({layer.ClassName}) {what}");

    /// <summary>Refuses a layer that has arguments that nobody has asked for: they may change the numbers.</summary>
    public static void CheckKnown(LayerCall call)
    {
        var unknown = call.Config.Unknown.Concat(call.UnknownArguments).ToList();
        if (unknown.Count > 0)
            throw new NotMappedException($"has arguments that are not known here: {string.Join(", ", unknown)}");
    }

    private KerasTensor[] Layer(
        LayerDefinition layer,
        string path,
        IWeightScope weights,
        IReadOnlyList<CallValue> arguments,
        IReadOnlyDictionary<string, CallValue> named
    )
    {
        var entry = LayerTable.Find(layer) ?? throw new NotMappedException(LayerTable.Unknown(layer));
        var call = new LayerCall(layer, path, weights, arguments, named, this);
        if (call.Literal("training") is { ValueKind: System.Text.Json.JsonValueKind.True })
            throw new NotMappedException("is called as in training (training=True)");
        call = call with { Inputs = [.. call.Inputs.Select(input => Autocast(call, input))] };
        var outputs = entry.Map(call);
        CheckKnown(call);
        Step(layer, path);
        return
        [
            .. outputs.Select(output =>
                entry.Masks switch
                {
                    MaskRule.Passes => output with { Mask = call.Mask },
                    MaskRule.Ends => output with { Mask = null },
                    _ => output,
                }
            ),
        ];
    }

    private KerasTensor[] Operation(
        LayerDefinition layer,
        string path,
        IWeightScope weights,
        IReadOnlyList<CallValue> arguments,
        IReadOnlyDictionary<string, CallValue> named
    )
    {
        var map =
            OperationTable.Find(layer.ClassName)
            ?? throw new NotMappedException(
                $"is an operation that is not known here ({layer.Module}.{layer.ClassName})"
            );
        var call = new LayerCall(layer, path, weights, arguments, named, this);
        var outputs = map(call);
        CheckKnown(call);
        Step(layer, path);
        return [.. outputs];
    }

    private KerasTensor Autocast(LayerCall call, KerasTensor input) =>
        input.IsFloat && input.Type != call.Type ? Graph.Cast(input, call.Type) : input;

    private void Step(LayerDefinition layer, string path)
    {
        var operators = Graph.TakeOperators();
        if (_steps.ContainsKey(path))
            return;
        _order.Add(path);
        _steps[path] = new ImportStep(
            $"{path} ({layer.ClassName})",
            operators.Count == 0 ? "nothing: it passes its input on" : string.Join(", ", operators)
        );
    }
}
