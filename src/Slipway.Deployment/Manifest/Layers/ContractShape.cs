using System.Text.Json.Serialization.Metadata;
using Slipway.Configuration;

namespace Slipway.Deployment.Manifest.Layers;

/// <summary>
/// Reads YAML as the contract means it: where a text is due, every scalar is one as it is written (<c>1.10</c>, <c>true</c>);
/// what has nothing behind its key says nothing; and what can be there or not may be <c>true</c> (with its defaults) or
/// <c>false</c> (not there, though it is by default).
/// </summary>
internal static class ContractShape
{
    public static SourceMapping Apply(SourceMapping root, JsonTypeInfo contract) =>
        (SourceMapping)Shape(root, contract);

    private static SourceNode Shape(SourceNode node, JsonTypeInfo type) =>
        (type.Kind, node) switch
        {
            (JsonTypeInfoKind.Object, SourceMapping mapping) => ShapeObject(mapping, type),
            (JsonTypeInfoKind.Dictionary, SourceMapping mapping) => ShapeDictionary(mapping, Element(type)),
            (JsonTypeInfoKind.Enumerable, SourceList list) => list with
            {
                Items = [.. list.Items.Select(item => Shape(item, Element(type)))],
            },
            (JsonTypeInfoKind.None, SourceScalar { IsNull: false } scalar) when type.Type == typeof(string) =>
                scalar with
                {
                    IsPlain = false,
                },
            _ => node,
        };

    private static SourceMapping ShapeObject(SourceMapping mapping, JsonTypeInfo type)
    {
        var entries = new List<SourceEntry>(mapping.Entries.Count);
        foreach (var entry in mapping.Entries)
        {
            var property = type.Properties.FirstOrDefault(property => property.Name == entry.Key);
            if (property is null)
                entries.Add(entry);
            else if (entry.Value is not SourceScalar { IsNull: true })
                entries.Add(entry with { Value = ShapeProperty(entry.Value, property, type) });
        }

        return mapping with
        {
            Entries = entries,
        };
    }

    private static SourceNode ShapeProperty(SourceNode value, JsonPropertyInfo property, JsonTypeInfo type)
    {
        var own = type.Options.GetTypeInfo(property.PropertyType);
        if (own.Kind != JsonTypeInfoKind.Object || !property.IsSetNullable || value is not SourceScalar scalar)
            return Shape(value, own);
        return scalar.ToJson()?.ToJsonString() switch
        {
            "true" => new SourceMapping([], scalar.Mark),
            "false" => new SourceScalar("null", IsPlain: true, scalar.Mark),
            _ => value,
        };
    }

    private static SourceMapping ShapeDictionary(SourceMapping mapping, JsonTypeInfo element) =>
        mapping with
        {
            Entries =
            [
                .. mapping
                    .Entries.Where(entry =>
                        element.Kind == JsonTypeInfoKind.Object || entry.Value is not SourceScalar { IsNull: true }
                    )
                    .Select(entry => entry with { Value = ShapeElement(entry.Value, element) }),
            ],
        };

    // 'ner:' with nothing behind it is a service all the same.
    private static SourceNode ShapeElement(SourceNode value, JsonTypeInfo element) =>
        element.Kind == JsonTypeInfoKind.Object && value is SourceScalar { IsNull: true }
            ? new SourceMapping([], value.Mark)
            : Shape(value, element);

    private static JsonTypeInfo Element(JsonTypeInfo type) => type.Options.GetTypeInfo(type.ElementType!);
}
