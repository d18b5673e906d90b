using System.Text.Json;
using Slipway.Errors;
using Slipway.Tasks.Requests;

namespace Slipway.Tasks.Text.HuggingFace;

/// <summary>
/// A request as Hugging Face's inference clients send it: <c>inputs</c>, and <c>parameters</c> of the pipeline in an object
/// or, as for feature extraction, beside them. Valid as long as the body's document.
/// </summary>
internal sealed class HuggingFaceRequest
{
    // These say how texts are cut, which is done here in any case, or are for that service alone.
    private static readonly HashSet<string> WithoutEffect =
    [
        "truncation",
        "truncate",
        "padding",
        "max_length",
        "use_cache",
        "wait_for_model",
        "options",
        "stream",
        "model",
    ];

    private const int MostItems = 10_000;

    private readonly Dictionary<string, JsonElement> _parameters = [];

    private HuggingFaceRequest(JsonElement inputs)
    {
        Inputs = inputs;
    }

    public JsonElement Inputs { get; }

    /// <summary>Null where the body is of another form.</summary>
    public static HuggingFaceRequest? TryRead(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("inputs", out var inputs))
            return null;
        var request = new HuggingFaceRequest(inputs);
        foreach (var member in body.EnumerateObject())
        {
            if (member.NameEquals("parameters") && member.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (var parameter in member.Value.EnumerateObject())
                    request.Add(parameter);
            }
            else if (!member.NameEquals("inputs") && !member.NameEquals("parameters"))
            {
                request.Add(member);
            }
        }

        return request;
    }

    /// <summary>Refuses a parameter that would be without effect.</summary>
    /// <exception cref="ServingException">InvalidArgument.</exception>
    public void CheckParameters(params ReadOnlySpan<string> known)
    {
        foreach (var name in _parameters.Keys)
        {
            if (!known.Contains(name))
            {
                throw ServingException.InvalidArgument(
                    $"The parameter '{Shown.Of(name)}' is not known here; known are {string.Join(", ", known.ToArray())}."
                );
            }
        }
    }

    /// <summary>The texts of <c>inputs</c>, and whether they came as a list.</summary>
    /// <exception cref="ServingException">InvalidArgument.</exception>
    public (IReadOnlyList<string> Texts, bool IsList) ReadTexts() => ReadList("a text or a list of texts", TextOf);

    /// <summary>The items of <c>inputs</c>, and whether they came as a list.</summary>
    /// <exception cref="ServingException">InvalidArgument; TooLarge: there are more than are taken at once.</exception>
    public (IReadOnlyList<T> Items, bool IsList) ReadList<T>(string expected, Func<JsonElement, T?> read)
        where T : class
    {
        if (Inputs.ValueKind != JsonValueKind.Array)
            return ([read(Inputs) ?? throw Wrong("inputs", expected)], false);
        if (Inputs.GetArrayLength() is var count && count > MostItems)
            throw ServingException.TooLarge($"'inputs' has {count} items; at most {MostItems} are taken at once.");
        return ([.. Inputs.EnumerateArray().Select(item => read(item) ?? throw Wrong("inputs", expected))], true);
    }

    /// <summary>Null where it is none; a lone surrogate is none either.</summary>
    /// <exception cref="ServingException">InvalidArgument: a text holds half of a surrogate pair.</exception>
    public static string? TextOf(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException e)
        {
            throw new ServingException(
                ServingErrorCode.InvalidArgument,
                "'inputs' is no Unicode text: it holds half of a surrogate pair.",
                e
            );
        }
    }

    public int? Number(string name, int least = 1)
    {
        if (!Has(name, out var value))
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least
            ? number
            : throw Wrong(name, $"a whole number from {least} on");
    }

    public bool? Flag(string name) =>
        !Has(name, out var value) ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Wrong(name, "true or false");

    public string? Text(string name) => !Has(name, out var value) ? null : TextOf(value) ?? throw Wrong(name, "a text");

    public IReadOnlyList<string>? Texts(string name)
    {
        if (!Has(name, out var value))
            return null;
        return value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(item => TextOf(item) ?? throw Wrong(name, "a list of texts"))]
            : [TextOf(value) ?? throw Wrong(name, "a list of texts")];
    }

    /// <summary>A value by the name that the enumeration has in small letters.</summary>
    public T? Enumeration<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
            return null;
        return Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : throw Wrong(
                name,
                $"one of {string.Join(", ", Enum.GetNames<T>().Select(known => known.ToLowerInvariant()))}"
            );
    }

    private static ServingException Wrong(string name, string expected) =>
        ServingException.InvalidArgument($"'{name}' is to be {expected}.");

    private bool Has(string name, out JsonElement value) =>
        _parameters.TryGetValue(name, out value) && value.ValueKind != JsonValueKind.Null;

    private void Add(JsonProperty parameter)
    {
        if (!WithoutEffect.Contains(parameter.Name))
            _parameters[parameter.Name] = parameter.Value;
    }
}

/// <summary>An entity as the pipeline of transformers gives it; offsets are code points.</summary>
internal sealed class PipelineEntity
{
    public string? Entity { get; init; }

    public string? EntityGroup { get; init; }

    public float Score { get; init; }

    public int? Index { get; init; }

    public required string Word { get; init; }

    public int Start { get; init; }

    public int End { get; init; }
}
