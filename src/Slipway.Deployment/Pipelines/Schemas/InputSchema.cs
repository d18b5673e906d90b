using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Configuration;

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

    /// <summary>
    /// The member that a request is about, which may then be sent alone, as a text: the only one that is required, where that is
    /// a text. Null where there is none.
    /// </summary>
    public string? Subject =>
        _root.Required is [var only]
        && _root.Properties.TryGetValue(only, out var member)
        && member.Types == SchemaTypes.String
            ? only
            : null;

    /// <param name="json">Null: any object. What says nothing of its type is one of an object.</param>
    /// <param name="at">Where the schema stands: <c>input</c>.</param>
    /// <param name="wrong">Is told of each mistake, and where it is.</param>
    public static InputSchema Parse(JsonObject? json, string at, Action<string, string> wrong)
    {
        if (json is null)
            return Any;
        var root = SchemaReader.Read(json, at, wrong);
        if (root.Types is not (null or SchemaTypes.Object))
            wrong(NodePath.Join(at, "type"), "a pipeline takes an object: its type is 'object'");
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
