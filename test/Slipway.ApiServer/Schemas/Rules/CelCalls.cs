using System.Text.Json.Nodes;

namespace Slipway.ApiServer.Schemas.Rules;

/// <summary>Functions, methods and macros of rules.</summary>
internal static class CelCalls
{
    public static CelPart Function(string name, List<CelPart> arguments) =>
        (name, arguments) switch
        {
            ("size", [var of]) => scope => CelValues.Size(of(scope)),
            _ => throw new CelUnsupportedException($"{name}()"),
        };

    /// <summary>A call on a value; the reader stands behind its opening parenthesis.</summary>
    public static CelPart Method(CelPart of, string name, CelReader reader)
    {
        if (name is "all" or "exists" or "exists_one" or "filter" or "map")
            return Macro(of, name, reader.Macro());
        return (name, reader.Arguments(")")) switch
        {
            ("size", []) => scope => CelValues.Size(of(scope)),
            ("startsWith", [var start]) => scope =>
                CelValues.Text(of(scope)).StartsWith(CelValues.Text(start(scope)), StringComparison.Ordinal),
            ("endsWith", [var end]) => scope =>
                CelValues.Text(of(scope)).EndsWith(CelValues.Text(end(scope)), StringComparison.Ordinal),
            ("contains", [var part]) => scope =>
                CelValues.Text(of(scope)).Contains(CelValues.Text(part(scope)), StringComparison.Ordinal),
            ("matches", [var pattern]) => scope => CelValues.Matches(of(scope), pattern(scope)),
            _ => throw new CelUnsupportedException($".{name}()"),
        };
    }

    public static JsonNode? Node(object? value) =>
        value switch
        {
            null => null,
            JsonNode node => node.DeepClone(),
            bool truth => truth,
            long whole => whole,
            double real => real,
            _ => (string)value,
        };

    private static CelPart Macro(CelPart of, string name, (string Variable, CelPart Body) macro)
    {
        bool Holds(CelScope scope, object? entry) => CelValues.Truth(macro.Body(scope.With(macro.Variable, entry)));
        return name switch
        {
            "all" => scope => CelValues.Entries(of(scope)).All(entry => Holds(scope, entry)),
            "exists" => scope => CelValues.Entries(of(scope)).Any(entry => Holds(scope, entry)),
            "exists_one" => scope => CelValues.Entries(of(scope)).Count(entry => Holds(scope, entry)) == 1,
            "filter" => scope => List(CelValues.Entries(of(scope)).Where(entry => Holds(scope, entry))),
            _ => scope =>
                List(CelValues.Entries(of(scope)).Select(entry => macro.Body(scope.With(macro.Variable, entry)))),
        };
    }

    private static JsonArray List(IEnumerable<object?> values) => new([.. values.Select(Node)]);
}
