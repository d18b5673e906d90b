using System.Globalization;
using System.Text.Json;

namespace Slipway.Deployment.Comparison;

/// <summary>Where two JSON values differ, and how.</summary>
/// <param name="Path">Such as <c>outputs[0].data[17]</c>; empty at the root.</param>
/// <param name="How">What follows the path in a sentence.</param>
internal sealed record JsonDifference(string Path, string How)
{
    private const int LongestPath = 200;
    private const int LongestValue = 60;

    public static JsonDifference Of(JsonElement expected, JsonElement actual) =>
        new("", $"should be {Text(expected)} and is {Text(actual)}");

    public static JsonDifference OfLength(int expected, int actual) =>
        new("", string.Create(CultureInfo.InvariantCulture, $"should have {expected} elements and has {actual}"));

    public static JsonDifference Missing(string name) => new JsonDifference("", "is missing").Under(name);

    public static JsonDifference TooMuch(string name) => new JsonDifference("", "should not be there").Under(name);

    public JsonDifference Under(string name) => Behind(Short(name, LongestValue));

    public JsonDifference Under(int index) => Behind(string.Create(CultureInfo.InvariantCulture, $"[{index}]"));

    public override string ToString() => $"{(Path.Length is 0 ? "the answer" : Path)} {How}";

    // The far end of a long path tells more than the near one.
    private JsonDifference Behind(string step)
    {
        if (Path.StartsWith('…'))
            return this;
        var rest = Path.Length is 0 || Path[0] == '[' ? Path : $".{Path}";
        return this with { Path = step.Length + rest.Length <= LongestPath ? step + rest : $"…{rest}" };
    }

    private static string Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "an array",
            JsonValueKind.Number => Short(AnswerJson.Word(value.GetRawText()), LongestValue),
            JsonValueKind.String => $"'{Short(value.GetString()!, LongestValue)}'",
            _ => value.GetRawText(),
        };

    private static string Short(string text, int longest) => text.Length <= longest ? text : $"{text[..longest]}…";
}
