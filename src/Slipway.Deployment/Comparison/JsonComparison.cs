using System.Runtime.InteropServices;
using System.Text.Json;
using Slipway.Deployment.Manifest;

namespace Slipway.Deployment.Comparison;

/// <summary>Walks two JSON values side by side to the first place where they differ; as deep as the parser let them be.</summary>
/// <param name="rules">What may differ.</param>
/// <param name="more">The actual one may have members that the expected one does not have.</param>
internal sealed class JsonComparison(AgreementGate rules, bool more)
{
    private readonly HashSet<string> _ignored = [.. rules.Ignore];

    public JsonDifference? Difference(JsonElement expected, JsonElement actual) =>
        expected.ValueKind != actual.ValueKind
            ? JsonDifference.Of(expected, actual)
            : expected.ValueKind switch
            {
                JsonValueKind.Object => OfMembers(expected, actual),
                JsonValueKind.Array => OfElements(expected, actual),
                JsonValueKind.Number when !Agree(expected, actual) => JsonDifference.Of(expected, actual),
                JsonValueKind.String when !SameText(expected, actual) => JsonDifference.Of(expected, actual),
                _ => null,
            };

    private JsonDifference? OfMembers(JsonElement expected, JsonElement actual)
    {
        var left = Members(actual);
        foreach (var (name, value) in Members(expected))
        {
            if (!left.Remove(name, out var other))
                return JsonDifference.Missing(name);
            if (Difference(value, other) is { } difference)
                return difference.Under(name);
        }

        return more || left.Count == 0 ? null : JsonDifference.TooMuch(left.Keys.First());
    }

    // Of a name that comes twice the last counts, as for most readers.
    private Dictionary<string, JsonElement> Members(JsonElement value)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            if (member.Name is var name && !_ignored.Contains(name))
                members[name] = member.Value;
        }

        return members;
    }

    private JsonDifference? OfElements(JsonElement expected, JsonElement actual)
    {
        if (expected.GetArrayLength() != actual.GetArrayLength())
            return JsonDifference.OfLength(expected.GetArrayLength(), actual.GetArrayLength());
        var others = actual.EnumerateArray();
        var index = 0;
        foreach (var value in expected.EnumerateArray())
        {
            others.MoveNext();
            if (Difference(value, others.Current) is { } difference)
                return difference.Under(index);
            index++;
        }

        return null;
    }

    private bool Agree(JsonElement expected, JsonElement actual)
    {
        if (JsonMarshal.GetRawUtf8Value(expected).SequenceEqual(JsonMarshal.GetRawUtf8Value(actual)))
            return true;
        var (x, y) = (AnswerJson.Number(expected), AnswerJson.Number(actual));
        if (double.IsNaN(x) || double.IsNaN(y))
            return double.IsNaN(x) && double.IsNaN(y);
        if (double.IsInfinity(x) || double.IsInfinity(y))
            return x == y;
        if (expected.TryGetInt64(out var m) && actual.TryGetInt64(out var n))
            return Math.Abs((decimal)m - n) <= (decimal)Math.Clamp(rules.NumberTolerance, 0, 1e28);
        var apart = Math.Abs(x - y);
        return apart <= rules.NumberTolerance || apart <= rules.NumberTolerance * Math.Max(Math.Abs(x), Math.Abs(y));
    }

    private static bool SameText(JsonElement expected, JsonElement actual) =>
        JsonMarshal.GetRawUtf8Value(expected).SequenceEqual(JsonMarshal.GetRawUtf8Value(actual))
        || string.Equals(expected.GetString(), actual.GetString(), StringComparison.Ordinal);
}
