using System.Text.Json;
using System.Text.Unicode;
using Slipway.Errors;

namespace Slipway.Tasks.Requests;

/// <summary>Parses JSON of callers.</summary>
internal static class JsonBody
{
    private const int MaxDepth = 32;

    // Each has a row of twelve bytes in the parsed document, whatever it is.
    private const int MostValues = 8_000_000;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>Parses the body of a request, which may be something else whose type was not said.</summary>
    /// <param name="request">The request.</param>
    /// <param name="taken">What is taken besides JSON and JSON lines.</param>
    /// <inheritdoc cref="Parse(ReadOnlyMemory{byte}, string)"/>
    public static JsonDocument Parse(TypedRequest request, IReadOnlyList<string> taken)
    {
        try
        {
            return Parse(request.Body);
        }
        catch (ServingException e)
            when (e.Code == ServingErrorCode.InvalidArgument
                && MediaTypes.IsUnsaid(request.MediaType)
                && taken.Count > 0
                && !IsEmpty(request.Body.Span)
            )
        {
            throw new ServingException(
                e.Code,
                $"{e.Message} Where its type is not said a body is read as JSON; say it for {string.Join(", ", taken)}: "
                    + $"-H 'Content-Type: {taken[0]}'.",
                e
            );
        }
    }

    /// <summary>JSON as a document whose names of members are all texts.</summary>
    /// <param name="body">JSON in UTF-8.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ServingException">
    /// InvalidArgument: it is no JSON; the message says where. TooLarge: it has more values than are held at once.
    /// </exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body, string name = "body")
    {
        if (IsEmpty(body.Span))
            throw ServingException.InvalidArgument($"The {name} is empty; JSON is expected.");
        // Other programs begin a file with this mark.
        if (body.Span.StartsWith("\uFEFF"u8))
            body = body[3..];
        if (body.Span.Count((byte)',') is var values and >= MostValues)
        {
            throw ServingException.TooLarge(
                $"The {name} has {values + 1} values; at most {MostValues} are taken at once: send them in several requests."
            );
        }

        try
        {
            CheckNames(body.Span);
            return JsonDocument.Parse(body, Options);
        }
        catch (JsonException e)
        {
            throw new ServingException(
                ServingErrorCode.InvalidArgument,
                $"The {name} is no JSON: {Plain(e)} ({Place(e)}).",
                e
            );
        }
    }

    /// <summary>Counts the lines of a body before any of them is read.</summary>
    /// <exception cref="ServingException">TooLarge: there are more than are taken.</exception>
    public static void CheckLines(ReadOnlyMemory<byte> body, int most)
    {
        if (body.Span.Count((byte)'\n') > most)
        {
            throw ServingException.TooLarge(
                $"The request has over {most} lines, the most that are taken at once: send them in several requests, as "
                    + "'slipway predict' does."
            );
        }
    }

    // Whoever looks for a member compares the names before it, and a document throws where one of them is no text.
    private static void CheckNames(ReadOnlySpan<byte> json)
    {
        var mayBeNone = json.IndexOf("\\ud"u8) >= 0 || json.IndexOf("\\uD"u8) >= 0 || !Utf8.IsValid(json);
        if (!mayBeNone)
            return;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
                ItemContract.NameOf(ref reader);
        }
    }

    // Most bodies are one line, and a line of JSON lines is.
    private static string Place(JsonException error) =>
        (error.LineNumber > 0 ? $"line {error.LineNumber + 1}, " : "") + $"byte {error.BytePositionInLine}";

    private static bool IsEmpty(ReadOnlySpan<byte> body) => body.TrimStart(" \t\r\n"u8).IsEmpty;

    // The parser's message, without the position that it ends with in a form of its own.
    private static string Plain(JsonException error)
    {
        var end = error.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? error.Message : error.Message[..end]).TrimEnd('.');
    }
}
