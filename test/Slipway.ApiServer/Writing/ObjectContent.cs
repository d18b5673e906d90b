using System.Text.Json.Nodes;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Http;
using Slipway.ApiServer.Kinds;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Schemas;
using Slipway.ApiServer.Schemas.Rules;

namespace Slipway.ApiServer.Writing;

/// <summary>What a schema and a kind's rules make of an object's content before it is written.</summary>
/// <param name="unchecked">Told of validation rules that cannot be evaluated.</param>
internal sealed class ObjectContent(Action<ResourceKind, string> @unchecked)
{
    /// <summary>Drops unknown fields, or refuses them, and fills in defaults.</summary>
    /// <exception cref="StatusException">Unknown fields under strict validation: 400.</exception>
    public static void Read(ResourceKind kind, JsonObject next, WriteOptions options)
    {
        CheckKind(kind, next);
        if (kind.Schema is { } schema)
        {
            var unknown = SchemaPruner.Prune(schema, next);
            if (unknown.Count > 0 && options.Validation == FieldValidation.Strict)
            {
                throw StatusException.BadRequest(
                    $"{kind.Kind} in version \"{kind.Version}\" cannot be handled as a {kind.Kind}: strict decoding error: "
                        + string.Join(", ", unknown.Select(field => $"unknown field \"{field}\""))
                );
            }

            if (options.Validation != FieldValidation.Ignore)
                options.Warnings.AddRange(unknown.Select(field => $"unknown field \"{field}\""));
        }

        Default(kind, next);
    }

    public static void Default(ResourceKind kind, JsonObject next)
    {
        CheckShape(kind, next);
        if (kind.Schema is { } schema)
            SchemaDefaults.Fill(schema, next);
        KindRules.Of(kind.GroupResource).Default(next);
    }

    /// <exception cref="StatusException">422 with every cause.</exception>
    public void Check(ResourceKind kind, JsonObject? current, JsonObject next)
    {
        var causes = ObjectMetadata.Check(kind, current, next).ToList();
        if (kind.Schema is { } schema)
            causes.AddRange(SchemaValidator.Check(schema, next));
        causes.AddRange(KindRules.Of(kind.GroupResource).Check(current, next));
        // Rules need a value of the right shape; other faults do not keep them from being told as well.
        if (!causes.Exists(IsOfShape) && kind is { IsCustom: true, Schema: { } ruled })
            causes.AddRange(RuleValidator.Check(ruled, current, next, rule => @unchecked(kind, rule)));
        if (causes.Count > 0)
            throw StatusException.Invalid(kind, next.Text("metadata", "name") ?? "", causes);
    }

    private static bool IsOfShape(FieldCause cause) =>
        cause.Reason
            is "FieldValueNotSupported"
                or "FieldValueRequired"
                or "FieldValueTooLong"
                or "FieldValueTooMany"
                or "FieldValueTypeInvalid";

    /// <summary>The types of built-in kinds are checked where they are decoded, before anything reads them.</summary>
    private static void CheckShape(ResourceKind kind, JsonObject next)
    {
        if (next["metadata"] is not (null or JsonObject))
            throw StatusException.BadRequest("metadata must be an object");
        if (kind.IsCustom || kind.Schema is not { } schema)
            return;
        MicroTimes.Check(kind, next);
        if (
            SchemaValidator.Check(schema, next).FirstOrDefault(cause => cause.Reason == "FieldValueTypeInvalid") is
            { } wrong
        )
        {
            throw StatusException.BadRequest(
                $"{kind.Kind} in version \"{kind.Version}\" cannot be handled as a {kind.Kind}: json: cannot unmarshal: {wrong}"
            );
        }
    }

    private static void CheckKind(ResourceKind kind, JsonObject next)
    {
        if (next.Text("kind") is { } said && said != kind.Kind)
            throw StatusException.BadRequest($"the object provided is a {said}, and {kind.Kind} is expected here");
        if (next.Text("apiVersion") is { } version && version != kind.ApiVersion)
            throw StatusException.BadRequest(
                $"the API version in the data ({version}) does not match the expected API version ({kind.ApiVersion})"
            );
        if (kind.IsCustom && (next["kind"] is null || next["apiVersion"] is null))
            throw StatusException.BadRequest(
                "the object provided is unrecognized (must be of type "
                    + kind.Kind
                    + "): apiVersion and kind are missing"
            );
        next["apiVersion"] = kind.ApiVersion;
        next["kind"] = kind.Kind;
    }
}
