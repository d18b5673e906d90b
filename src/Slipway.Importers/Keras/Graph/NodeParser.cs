using System.Text.Json;
using Slipway.Importers.Keras.Reading;

namespace Slipway.Importers.Keras.Graph;

/// <summary>
/// Reads the calls of a layer, <c>inbound_nodes</c>: objects with <c>args</c> and <c>kwargs</c> since Keras 3, before that
/// lists of <c>[layer, node, output, kwargs]</c>.
/// </summary>
/// <param name="layers">The names of the model's layers, by which references are told from literals.</param>
internal sealed class NodeParser(IReadOnlySet<string> layers)
{
    private const string Constant = "_CONSTANT_VALUE";

    public List<NodeCall> Parse(LayerDefinition layer)
    {
        if (!layer.Element.TryGetProperty("inbound_nodes", out var nodes) || nodes.ValueKind != JsonValueKind.Array)
            return [];
        var calls = new List<NodeCall>();
        foreach (var node in nodes.EnumerateArray())
        {
            calls.Add(
                node.ValueKind == JsonValueKind.Object ? Call(layer, calls.Count, node) : Old(layer, calls.Count, node)
            );
        }

        return calls;
    }

    private NodeCall Call(LayerDefinition layer, int index, JsonElement node)
    {
        var arguments =
            node.TryGetProperty("args", out var args) && args.ValueKind == JsonValueKind.Array ? args : default;
        var named = node.TryGetProperty("kwargs", out var kwargs) ? kwargs : default;
        return new NodeCall(
            layer,
            index,
            arguments.ValueKind == JsonValueKind.Array ? [.. arguments.EnumerateArray().Select(Value)] : [],
            Named(named, Value)
        );
    }

    // [[name, node, output, {kwargs}], …], or one such list alone.
    private NodeCall Old(LayerDefinition layer, int index, JsonElement node)
    {
        if (node.ValueKind != JsonValueKind.Array)
            throw Corrupt.File($"layer '{layer.Name}' has a call that is no list.");
        var items = node.EnumerateArray().ToList();
        if (items is [{ ValueKind: JsonValueKind.String }, ..])
            items = [node];
        var inputs = new List<Argument>();
        var named = new Dictionary<string, Argument>();
        foreach (var item in items)
        {
            inputs.Add(OldInput(layer, item));
            if (item.GetArrayLength() > 3)
            {
                foreach (var (name, value) in Named(item[3], OldValue))
                {
                    named[name] = value;
                }
            }
        }

        Argument first = inputs.Count == 1 ? inputs[0] : new Argument.List(inputs);
        return new NodeCall(layer, index, [first], named);
    }

    private static Argument OldInput(LayerDefinition layer, JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Array || item.GetArrayLength() < 3)
            throw Corrupt.File($"layer '{layer.Name}' has an input that is no list of a layer, a node and an output.");
        return item[0].ValueKind == JsonValueKind.String && item[0].GetString() == Constant
            ? new Argument.Literal(item[2])
            : new Argument.Output(Reference(item));
    }

    private Argument Value(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
            return new Argument.List([.. value.EnumerateArray().Select(Value)]);
        if (
            value.ValueKind == JsonValueKind.Object
            && value.TryGetProperty("class_name", out var name)
            && name.ValueKind == JsonValueKind.String
            && value.TryGetProperty("config", out var config)
            && config.ValueKind == JsonValueKind.Object
        )
        {
            if (name.GetString() == "__keras_tensor__")
            {
                return config.TryGetProperty("keras_history", out var history)
                    ? new Argument.Output(Reference(history))
                    : throw Corrupt.File("a call refers to no layer.");
            }
        }

        return new Argument.Literal(value);
    }

    private Argument OldValue(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return new Argument.Literal(value);
        if (
            value.GetArrayLength() >= 3
            && value[0].ValueKind == JsonValueKind.String
            && layers.Contains(value[0].GetString()!)
            && value[1].ValueKind == JsonValueKind.Number
            && value[2].ValueKind == JsonValueKind.Number
        )
        {
            return new Argument.Output(Reference(value));
        }

        return
            value.GetArrayLength() == 3
            && value[0].ValueKind == JsonValueKind.String
            && value[0].GetString() == Constant
            ? new Argument.Literal(value[2])
            : new Argument.List([.. value.EnumerateArray().Select(OldValue)]);
    }

    private static Dictionary<string, Argument> Named(JsonElement named, Func<JsonElement, Argument> value) =>
        named.ValueKind == JsonValueKind.Object
            ? named
                .EnumerateObject()
                .GroupBy(property => property.Name)
                .ToDictionary(group => group.Key, group => value(group.Last().Value))
            : [];

    /// <summary><c>[layer, node, output]</c>.</summary>
    public static OutputReference Reference(JsonElement list)
    {
        if (
            list.ValueKind == JsonValueKind.Array
            && list.GetArrayLength() >= 3
            && list[0].ValueKind == JsonValueKind.String
            && list[1].TryGetInt32(out var node)
            && list[2].TryGetInt32(out var index)
            && node >= 0
            && index >= 0
        )
        {
            return new OutputReference(list[0].GetString()!, node, index);
        }

        throw Corrupt.File("a call refers to an output that is no list of a layer, a node and an output.");
    }
}
