using System.Text.Json.Nodes;

namespace Slipway.ApiServer.Schemas;

/// <summary>Fills in the defaults of a schema, where the object that holds the field is there.</summary>
internal static class SchemaDefaults
{
    public static void Fill(SchemaNode schema, JsonNode? node)
    {
        if (node is JsonArray list && schema.Items is { } items)
        {
            foreach (var item in list)
                Fill(items, item);
        }
        else if (node is JsonObject map)
        {
            foreach (var (name, field) in schema.Properties)
            {
                if (!map.ContainsKey(name) && field.Default is { } value)
                    map[name] = value.DeepClone();
            }

            foreach (var (name, value) in map.ToList())
            {
                if (schema.Field(name) is { } field)
                    Fill(field, value);
            }
        }
    }
}
