using Slipway.Importers.Keras.Layers;
using Slipway.Importers.Keras.Reading;
using Slipway.Importers.Keras.Weights;

namespace Slipway.Importers.Keras.Graph;

/// <summary>Maps one call of a model, the outermost or one that is a layer of another: its calls, one after the other.</summary>
/// <param name="converter">Maps the layers.</param>
/// <param name="path">Where the model is; empty for the outermost.</param>
internal sealed class ModelConverter(LayerConverter converter, string path)
{
    private readonly Dictionary<(string Layer, int Node), IReadOnlyList<KerasTensor>> _values = [];

    /// <summary>A model that is a layer.</summary>
    public IReadOnlyList<KerasTensor> Convert(
        LayerDefinition definition,
        IWeightScope weights,
        IReadOnlyList<CallValue> arguments
    )
    {
        var (model, scopes) = converter.Model(definition, path, weights);
        return Convert(model, scopes, [.. arguments.SelectMany(argument => argument.Tensors)]);
    }

    /// <summary>The model's outputs; some may be missing where a layer could not be mapped.</summary>
    public IReadOnlyList<KerasTensor> Convert(
        ModelDefinition model,
        IReadOnlyDictionary<string, IWeightScope> scopes,
        IReadOnlyList<KerasTensor> inputs
    )
    {
        if (inputs.Count != model.Inputs.Count)
            throw Corrupt.File($"the model '{path}' takes {model.Inputs.Count} inputs and is given {inputs.Count}.");
        for (var i = 0; i < inputs.Count; i++)
        {
            _values[(model.Inputs[i].Layer, model.Inputs[i].Node)] = [inputs[i]];
        }

        var counts = model
            .Calls.GroupBy(call => call.Layer.Name)
            .ToDictionary(g => g.Key, g => g.Max(c => c.Index) + 1);
        foreach (var call in model.Calls)
        {
            // What depends on a layer that cannot be mapped is only looked at.
            if (!call.References.All(reference => Find(reference, counts) is not null))
            {
                Look(call);
                continue;
            }

            _values[(call.Layer.Name, call.Index)] = converter.Convert(
                call.Layer,
                path.Length == 0 ? call.Layer.Name : $"{path}/{call.Layer.Name}",
                scopes[call.Layer.Name],
                [.. call.Arguments.Select(argument => Value(argument, counts))],
                call.Named.ToDictionary(named => named.Key, named => Value(named.Value, counts))
            );
        }

        return [.. model.Outputs.Select(output => Find(output.Reference, counts)).OfType<KerasTensor>()];
    }

    private void Look(NodeCall call)
    {
        if (!call.Layer.IsModel && !call.Layer.IsOperation && LayerTable.Find(call.Layer) is null)
        {
            var name = path.Length == 0 ? call.Layer.Name : $"{path}/{call.Layer.Name}";
            converter.Problem(name, call.Layer, LayerTable.Unknown(call.Layer));
        }
    }

    private KerasTensor? Find(OutputReference reference, Dictionary<string, int> counts)
    {
        var node = CallOrder.Number(counts.GetValueOrDefault(reference.Layer, 1), reference.Node);
        if (!_values.TryGetValue((reference.Layer, node), out var values))
            return null;
        if (values.Count == 0)
            return null;
        return reference.Index < values.Count
            ? values[reference.Index]
            : throw Corrupt.File(
                $"a call takes output {reference.Index} of '{reference.Layer}', which has {values.Count}."
            );
    }

    private CallValue Value(Argument argument, Dictionary<string, int> counts) =>
        argument switch
        {
            Argument.Output output => new CallValue.Single(Find(output.Reference, counts)!),
            Argument.List list => new CallValue.List([.. list.Items.Select(item => Value(item, counts))]),
            Argument.Literal literal => new CallValue.Literal(literal.Value),
            _ => throw new InvalidOperationException(),
        };
}
