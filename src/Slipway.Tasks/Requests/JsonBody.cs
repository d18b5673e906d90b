using System.Text.Json;
using Slipway.Errors;

namespace Slipway.Tasks.Requests;

/// <summary>Parses JSON of callers.</summary>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };

    /// <exception cref="ServingException">InvalidArgument: it is no JSON; the message says where.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        if (body.Span.TrimStart(" \t\r\n"u8).IsEmpty)
            throw ServingException.InvalidArgument("The request has no body; JSON is expected.");
        try
        {
            // Other programs begin a file with this mark.
            return JsonDocument.Parse(body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body, Options);
        }
        catch (JsonException e)
        {
            throw new ServingException(
                ServingErrorCode.InvalidArgument,
                $"The body is no JSON: {Plain(e)} (line {e.LineNumber + 1}, byte {e.BytePositionInLine}).",
                e
            );
        }
    }

    // The parser's message, without the position that it ends with in a form of its own.
    private static string Plain(JsonException error)
    {
        var end = error.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? error.Message : error.Message[..end]).TrimEnd('.');
    }
}
