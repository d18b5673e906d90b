using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Deployment.Pipelines.Schemas;

/// <summary>
/// What a pipeline takes. Of JSON Schema (draft 2020-12) these keywords are checked: <c>type</c>, <c>enum</c>, <c>properties</c>,
/// <c>required</c>, <c>additionalProperties</c> where it is <c>false</c>, <c>items</c>, <c>minItems</c>, <c>maxItems</c>,
/// <c>minLength</c>, <c>maxLength</c>, <c>minimum</c>, <c>maximum</c>; all others are for readers. Immutable.
/// </summary>
public sealed class InputSchema
{
    /// <summary>Schemas in each other.</summary>
    public const int MaxDepth = 32;

    /// <summary>Mistakes of one request that are told.</summary>
    public const int MaxMistakes = 10;

    private readonly SchemaNode _root;

    private InputSchema(SchemaNode root) => _root = root;

    /// <summary>Any object.</summary>
    public static InputSchema Any { get; } = new(new SchemaNode { Types = SchemaTypes.Object });

    /// <param name="json">Null: any object. What says nothing of its type is one of an object.</param>
    /// <param name="wrong">Is told of each mistake, and where in the schema it is.</param>
    public static InputSchema Parse(JsonObject? json, Action<string, string> wrong)
    {
        if (json is null)
            return Any;
        var root = SchemaReader.Read(json, wrong);
        if (root.Types is not (null or SchemaTypes.Object))
            wrong(".type", "a pipeline takes an object: its type is 'object'");
        return new InputSchema(root with { Types = SchemaTypes.Object });
    }

    /// <summary>What is wrong with a request, in sentences that begin with the place; empty where nothing is.</summary>
    public IReadOnlyList<string> Check(JsonElement request)
    {
        var mistakes = new List<string>();
        _root.Check(request, "", mistakes);
        return mistakes;
    }
}
