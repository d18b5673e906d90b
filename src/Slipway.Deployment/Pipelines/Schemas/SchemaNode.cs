using System.Text.Json;

namespace Slipway.Deployment.Pipelines.Schemas;

/// <summary>A schema within a schema; null for what it does not say.</summary>
internal sealed record SchemaNode
{
    public static SchemaNode Anything { get; } = new();

    public SchemaTypes? Types { get; init; }

    public IReadOnlyList<JsonElement>? Members { get; init; }

    public IReadOnlyDictionary<string, SchemaNode> Properties { get; init; } = new Dictionary<string, SchemaNode>();

    public IReadOnlyList<string> Required { get; init; } = [];

    public bool IsClosed { get; init; }

    public SchemaNode? Items { get; init; }

    public (double? Least, double? Most) Count { get; init; }

    public (double? Least, double? Most) Length { get; init; }

    public (double? Least, double? Most) Number { get; init; }

    public void Check(JsonElement value, string at, List<string> mistakes)
    {
        if (mistakes.Count >= InputSchema.MaxMistakes)
            return;
        if (Types is { } types && !types.Allow(value))
        {
            Wrong($"is of type {types.InWords()}, not {Kind(value)}");
            return;
        }

        if (Members is not null && !Members.Any(member => AreEqual(member, value)))
            Wrong($"is one of {string.Join(", ", Members.Take(20).Select(member => Shown.Of(member.GetRawText())))}");
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                CheckObject(value, at, mistakes);
                break;
            case JsonValueKind.Array:
                CheckList(value, at, mistakes);
                break;
            case JsonValueKind.String:
                CheckRange(value.TextOrNull()?.EnumerateRunes().Count() ?? 0, Length, "characters", Wrong);
                break;
            case JsonValueKind.Number when value.TryGetDouble(out var number):
                CheckNumber(number, Wrong);
                break;
            default:
                break;
        }

        void Wrong(string text) => mistakes.Add($"{(at.Length == 0 ? "the request" : $"'{at}'")} {text}");
    }

    private void CheckObject(JsonElement value, string at, List<string> mistakes)
    {
        foreach (var name in Required.Where(name => value.MemberOrNothing(name).ValueKind == JsonValueKind.Undefined))
        {
            mistakes.Add($"{(at.Length == 0 ? "the request" : $"'{at}'")} needs '{name}'");
        }

        foreach (var (name, schema) in Properties)
        {
            var member = value.MemberOrNothing(name);
            if (member.ValueKind != JsonValueKind.Undefined)
                schema.Check(member, at.Length == 0 ? name : $"{at}.{name}", mistakes);
        }

        if (IsClosed && FirstUnknown(value) is { } unknown)
            mistakes.Add($"'{Shown.Of(unknown)}' is not known; known: {Shown.List(Properties.Keys)}");
    }

    private string? FirstUnknown(JsonElement value)
    {
        foreach (var member in value.EnumerateObject())
        {
            if (member.NameOrNull() is not { } name)
                return "a name with half a surrogate pair";
            if (!Properties.ContainsKey(name))
                return name;
        }

        return null;
    }

    private void CheckList(JsonElement value, string at, List<string> mistakes)
    {
        CheckRange(
            value.GetArrayLength(),
            Count,
            "elements",
            text => mistakes.Add($"{(at.Length == 0 ? "the request" : $"'{at}'")} {text}")
        );
        if (Items is null)
            return;
        var index = 0;
        foreach (var element in value.EnumerateArray())
        {
            if (mistakes.Count >= InputSchema.MaxMistakes)
                return;
            Items.Check(element, $"{at}[{index++}]", mistakes);
        }
    }

    private void CheckNumber(double number, Action<string> wrong)
    {
        if (number < Number.Least)
            wrong($"is at least {Number.Least}");
        if (number > Number.Most)
            wrong($"is at most {Number.Most}");
    }

    private static void CheckRange(int number, (double? Least, double? Most) range, string unit, Action<string> wrong)
    {
        if (number < range.Least)
            wrong($"has at least {range.Least} {unit}, not {number}");
        if (number > range.Most)
            wrong($"has at most {range.Most} {unit}, not {number}");
    }

    private static bool AreEqual(JsonElement member, JsonElement value)
    {
        try
        {
            return JsonElement.DeepEquals(member, value);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string Kind(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False => "boolean",
            var kind => kind.ToString().ToLowerInvariant(),
        };
}
