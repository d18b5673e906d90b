using System.Collections;
using System.Reflection;
using System.Text.Json.Serialization;
using k8s.Models;

namespace Slipway.ApiServer.Schemas;

/// <summary>
/// The schemas of built-in kinds, read off the client's models, which are generated from the API's own description.
/// What that loses, how lists are merged, is in <see cref="MergeRules"/>.
/// </summary>
internal static class ModelSchemas
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<Type, SchemaNode> Known = [];

    public static SchemaNode Of<TModel>()
    {
        lock (Gate)
        {
            return Model(typeof(TModel));
        }
    }

    /// <summary>A kind of which only the metadata is known; everything else is kept as it comes.</summary>
    public static SchemaNode Unknown()
    {
        var anything = new SchemaNode { Type = "object", PreserveUnknown = true };
        return new SchemaNode
        {
            Type = "object",
            PreserveUnknown = true,
            Properties =
            {
                ["apiVersion"] = new SchemaNode { Type = "string" },
                ["kind"] = new SchemaNode { Type = "string" },
                ["metadata"] = Of<V1ObjectMeta>(),
                ["spec"] = anything,
                ["status"] = anything,
            },
        };
    }

    private static SchemaNode Model(Type type)
    {
        if (Known.TryGetValue(type, out var known))
            return known;
        var schema = new SchemaNode { Type = "object", AtomicMap = MergeRules.IsAtomic(type.Name) };
        Known.Add(type, schema);
        foreach (var property in type.GetProperties())
        {
            if (property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name is { } name)
                schema.Properties[name] = Value(property.PropertyType, $"{type.Name}.{name}");
        }

        return schema;
    }

    private static SchemaNode Value(Type type, string path)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string) || type == typeof(byte[]) || type == typeof(DateTime))
            return new SchemaNode { Type = "string" };
        if (type == typeof(bool))
            return new SchemaNode { Type = "boolean" };
        if (type == typeof(int) || type == typeof(long))
            return new SchemaNode { Type = "integer" };
        if (type == typeof(double) || type == typeof(float))
            return new SchemaNode { Type = "number" };
        if (type == typeof(IntOrString) || type == typeof(ResourceQuantity))
            return new SchemaNode { IntOrString = true };
        if (Argument(type, typeof(IDictionary<,>), 1) is { } element)
        {
            return new SchemaNode
            {
                Type = "object",
                Additional = Value(element, path + ".*"),
                AtomicMap = MergeRules.IsAtomic(path),
            };
        }

        if (Argument(type, typeof(IList<>), 0) is { } item)
        {
            var (list, keys) = MergeRules.List(path);
            return new SchemaNode
            {
                Type = "array",
                Items = Value(item, path + ".*"),
                List = list,
                MapKeys = keys,
            };
        }

        return type == typeof(object) || typeof(IEnumerable).IsAssignableFrom(type)
            ? new SchemaNode { PreserveUnknown = true }
            : Model(type);
    }

    private static Type? Argument(Type type, Type generic, int index) =>
        type.GetInterfaces()
            .Prepend(type)
            .FirstOrDefault(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == generic)
            ?.GetGenericArguments()[index];
}
