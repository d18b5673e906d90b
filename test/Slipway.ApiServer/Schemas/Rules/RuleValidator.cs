using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Slipway.ApiServer.Applying;
using Slipway.ApiServer.Http;

namespace Slipway.ApiServer.Schemas.Rules;

/// <summary>
/// Evaluates the rules of <c>x-kubernetes-validations</c> at every place of an object that has them. Rules that speak of
/// <c>oldSelf</c> are of changes, and hold where there was a value before.
/// </summary>
internal sealed partial class RuleValidator
{
    private static readonly ConcurrentDictionary<string, (CelPart? Part, string? Why)> Known = new(
        StringComparer.Ordinal
    );
    private readonly List<FieldCause> _causes = [];
    private readonly Action<string> _unchecked;

    private RuleValidator(Action<string> @unchecked) => _unchecked = @unchecked;

    /// <param name="unchecked">Told of each rule that is beyond what is known here.</param>
    public static IReadOnlyList<FieldCause> Check(
        SchemaNode schema,
        JsonNode? before,
        JsonNode? after,
        Action<string> @unchecked
    )
    {
        var validator = new RuleValidator(@unchecked);
        validator.Visit(schema, before, after, "");
        return validator._causes;
    }

    private void Visit(SchemaNode schema, JsonNode? before, JsonNode? after, string path)
    {
        foreach (var rule in schema.Rules)
            Apply(rule, before, after, path);
        if (after is JsonObject map)
        {
            foreach (var (name, value) in map)
            {
                if (schema.Field(name) is { } field && value is not null)
                    Visit(field, (before as JsonObject)?[name], value, path.Length == 0 ? name : $"{path}.{name}");
            }
        }
        else if (after is JsonArray list && schema.Items is { } items)
        {
            // Entries of a list are the same as before only where they have keys.
            var old =
                schema.List == ListKind.Map && before is JsonArray were ? FieldWalker.ByElement(schema, were) : [];
            foreach (var (index, item) in list.Index())
                Visit(
                    items,
                    schema.List == ListKind.Map ? old.GetValueOrDefault(FieldWalker.Element(schema, item)) : null,
                    item,
                    $"{path}[{index}]"
                );
        }
    }

    private void Apply(ValidationRule rule, JsonNode? before, JsonNode? after, string path)
    {
        var ofChanges = OldSelf().IsMatch(rule.Rule);
        if (ofChanges && before is null)
            return;
        var (part, why) = Known.GetOrAdd(rule.Rule, Read);
        if (part is null)
        {
            _unchecked($"{rule.Rule} ({why})");
            return;
        }

        try
        {
            var scope = new CelScope(
                "self",
                CelValues.Of(after),
                ofChanges ? new CelScope("oldSelf", CelValues.Of(before), null) : null
            );
            if (!CelValues.Truth(part(scope)))
                _causes.Add(
                    new FieldCause(
                        rule.Reason ?? "FieldValueInvalid",
                        path + rule.FieldPath,
                        $"Invalid value: {rule.Message ?? $"failed rule: {rule.Rule}"}"
                    )
                );
        }
        catch (CelFailure failure)
        {
            _causes.Add(
                FieldCause.Invalid(
                    path,
                    "\"object\"",
                    $"rule evaluation error: {failure.Message} evaluating rule: {rule.Rule}"
                )
            );
        }
    }

    private static (CelPart?, string?) Read(string rule)
    {
        try
        {
            return (CelReader.Read(rule), null);
        }
        catch (CelUnsupportedException beyond)
        {
            return (null, beyond.Message);
        }
    }

    [GeneratedRegex(@"\boldSelf\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OldSelf();
}
