using System.Text.Json;
using Slipway.Errors;

namespace Slipway.Tasks.Tokenizers.Loading;

/// <summary>A value in a JSON file that knows where it stands, so that errors can say it.</summary>
internal readonly record struct JsonPart(JsonElement Element, string File, string Path)
{
    public bool IsObject => Element.ValueKind == JsonValueKind.Object;

    public bool IsArray => Element.ValueKind == JsonValueKind.Array;

    public bool IsString => Element.ValueKind == JsonValueKind.String;

    /// <summary>The member, or null where it is missing or null.</summary>
    public JsonPart? Find(string name)
    {
        if (!IsObject)
            throw Wrong("must be an object");

        return Element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? new JsonPart(value, File, Path.Length == 0 ? name : $"{Path}.{name}")
            : null;
    }

    public JsonPart Get(string name) => Find(name) ?? throw Wrong($"has no '{name}', which is needed");

    public IEnumerable<JsonPart> Items()
    {
        if (!IsArray)
            throw Wrong("must be a list");

        var (file, path) = (File, Path);
        return Element.EnumerateArray().Select((item, i) => new JsonPart(item, file, $"{path}[{i}]"));
    }

    public IEnumerable<(string Name, JsonPart Value)> Members()
    {
        if (!IsObject)
            throw Wrong("must be an object");

        var (file, path) = (File, Path);
        return Element
            .EnumerateObject()
            .Select(member => (member.Name, new JsonPart(member.Value, file, $"{path}.{member.Name}")));
    }

    public string AsText()
    {
        if (!IsString)
            throw Wrong("must be a text");

        try
        {
            return Element.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new ServingException(
                ServingErrorCode.InvalidArgument,
                $"{File}: '{Path}' is no valid Unicode text; export the tokenizer again.",
                e
            );
        }
    }

    public int AsInt() =>
        Element.ValueKind == JsonValueKind.Number && Element.TryGetInt32(out var value)
            ? value
            : throw Wrong("must be a whole number of up to 31 bits");

    /// <summary>A number that is no id: 0 or more.</summary>
    public int AsCount() => AsInt() is >= 0 and var value ? value : throw Wrong("must not be negative");

    public double AsDouble() =>
        Element.ValueKind == JsonValueKind.Number ? Element.GetDouble() : throw Wrong("must be a number");

    public bool AsBool() =>
        Element.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? Element.GetBoolean()
            : throw Wrong("must be true or false");

    public string Text(string name) => Get(name).AsText();

    public string Text(string name, string missing) => Find(name)?.AsText() ?? missing;

    public bool Bool(string name, bool missing) => Find(name)?.AsBool() ?? missing;

    public ServingException Wrong(string message) =>
        TokenizerFile.Wrong(File, Path.Length == 0 ? $"the file {message}." : $"'{Path}' {message}.");

    public ServingException Unknown(string what, string type) =>
        ServingException.Unsupported(
            $"{File}: '{Path}' has the type '{type}', which is no {what} that Slipway knows; "
                + "docs/reference/tokenizers.md lists those that it does."
        );
}
