using System.Text.Json;
using Slipway.Errors;
using Slipway.Tasks.Text.Files;

namespace Slipway.Tasks.Text.TokenClassification;

/// <summary>
/// What a model was trained to add to a sequence of tags (a conditional random field), in a JSON file: a matrix from tag to
/// tag, rows being what comes before, or an object with that as <c>transitions</c> and with <c>start</c> and <c>end</c>.
/// Immutable.
/// </summary>
internal sealed class TagTransitions
{
    public const string FileName = "transitions.json";

    private readonly float[] _matrix;
    private readonly int _count;

    private TagTransitions(float[] matrix, float[] start, float[] end)
    {
        (_matrix, Start, End, _count) = (matrix, start, end, start.Length);
    }

    public float[] Start { get; }

    public float[] End { get; }

    public float this[int from, int to] => _matrix[(from * _count) + to];

    /// <exception cref="ServingException">The file is wrong, or not of so many tags.</exception>
    public static TagTransitions Read(string path, int tags)
    {
        var name = Path.GetFileName(path);
        using var document = JsonFile.Read(path);
        var root = document.RootElement;
        var isObject = root.ValueKind == JsonValueKind.Object;
        var matrix = isObject && root.TryGetProperty("transitions", out var inner) ? inner : root;
        var rows = List(matrix, "transitions");
        var values = new float[tags * tags];
        for (var row = 0; row < tags; row++)
        {
            Numbers(rows[row], $"transitions[{row}]").CopyTo(values, row * tags);
        }

        return new TagTransitions(values, Vector("start"), Vector("end"));

        float[] Vector(string key) =>
            isObject && root.TryGetProperty(key, out var vector) ? Numbers(vector, key) : new float[tags];

        JsonElement[] List(JsonElement list, string key) =>
            list.ValueKind == JsonValueKind.Array && list.GetArrayLength() == tags
                ? [.. list.EnumerateArray()]
                : throw JsonFile.Wrong(name, $"'{key}' is to be a list with one element for each of the {tags} labels");

        float[] Numbers(JsonElement list, string key) =>
            Array.ConvertAll(
                List(list, key),
                number =>
                    number.ValueKind == JsonValueKind.Number && float.IsFinite(number.GetSingle())
                        ? number.GetSingle()
                        : throw JsonFile.Wrong(name, $"'{key}' is to hold numbers")
            );
    }
}
