using System.Text.Json;
using Slipway.Importers.Keras.Reading;

namespace Slipway.Importers.Keras.Graph;

/// <summary>A Sequential or Functional model: its layers, their calls in an order in which they can be made, its ends.</summary>
/// <param name="Layers">In the model's order, by which weights are found.</param>
/// <param name="Calls">Each after those whose outputs it takes.</param>
/// <param name="Inputs">The outputs of input layers.</param>
/// <param name="Outputs">Each with the name that a dictionary of outputs gives it.</param>
internal sealed record ModelDefinition(
    IReadOnlyList<LayerDefinition> Layers,
    IReadOnlyList<NodeCall> Calls,
    IReadOnlyList<OutputReference> Inputs,
    IReadOnlyList<(string? Name, OutputReference Reference)> Outputs
)
{
    public bool IsSequential { get; private init; }

    /// <exception cref="ImportException">The model is not built, has a cycle, or refers to what is not there.</exception>
    public static ModelDefinition Parse(LayerDefinition model)
    {
        // Up to Keras 2.2 the configuration of a Sequential model is a bare list.
        var config = model.Config;
        var list = config.ValueKind == JsonValueKind.Array ? config : Property(config, "layers");
        if (list.ValueKind != JsonValueKind.Array)
            throw Corrupt.File($"the model '{model.Name}' has no layers.");
        var layers = list.EnumerateArray().Select(LayerDefinition.Parse).ToList();
        var names = layers.Select(layer => layer.Name).ToHashSet();
        if (names.Count != layers.Count)
            throw Corrupt.File($"the model '{model.Name}' has several layers of one name.");
        return model.ClassName == "Sequential" ? Sequential(layers) : Functional(model, layers, names);
    }

    private static ModelDefinition Sequential(List<LayerDefinition> layers)
    {
        var calls = new List<NodeCall>();
        var reference = new OutputReference("", 0, 0);
        foreach (var layer in layers.Where(layer => !layer.IsInput))
        {
            calls.Add(new NodeCall(layer, 0, [new Argument.Output(reference)], new Dictionary<string, Argument>()));
            reference = new OutputReference(layer.Name, 0, 0);
        }

        return new ModelDefinition(layers, calls, [new OutputReference("", 0, 0)], [(null, reference)])
        {
            IsSequential = true,
        };
    }

    private static ModelDefinition Functional(
        LayerDefinition model,
        List<LayerDefinition> layers,
        HashSet<string> names
    )
    {
        var parser = new NodeParser(names);
        var calls = layers.Where(layer => !layer.IsInput).ToDictionary(layer => layer.Name, parser.Parse);
        var inputs = Ends(Property(model.Config, "input_layers")).ConvertAll(end => end.Reference);
        var outputs = Ends(Property(model.Config, "output_layers"));
        if (outputs.Count == 0)
            throw Corrupt.File($"the model '{model.Name}' has no outputs.");
        return new ModelDefinition(layers, CallOrder.Sort(calls, names, outputs), inputs, outputs);
    }

    // A list of references, one reference alone, or references by name; each of them may nest in the others.
    private static List<(string? Name, OutputReference Reference)> Ends(JsonElement ends, string? name = null)
    {
        switch (ends.ValueKind)
        {
            case JsonValueKind.Object:
                return [.. ends.EnumerateObject().SelectMany(end => Ends(end.Value, end.Name))];
            case JsonValueKind.Array when ends.GetArrayLength() > 0 && ends[0].ValueKind == JsonValueKind.String:
                return [(name, NodeParser.Reference(ends))];
            case JsonValueKind.Array:
                return [.. ends.EnumerateArray().SelectMany(end => Ends(end, name))];
            default:
                throw Corrupt.File("the inputs or outputs of a model are no list.");
        }
    }

    private static JsonElement Property(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;
}
