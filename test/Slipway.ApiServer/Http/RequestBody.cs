using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Slipway.ApiServer.Documents;

namespace Slipway.ApiServer.Http;

/// <summary>The body of a request: JSON or YAML, of a bounded size.</summary>
internal static class RequestBody
{
    /// <summary>Bytes; what the real server takes.</summary>
    private const int Most = 3 * 1024 * 1024;

    /// <summary>The media type without its parameters.</summary>
    public static string MediaType(HttpRequest request) => (request.ContentType ?? "").Split(';')[0].Trim();

    public static async Task<JsonObject> ReadObjectAsync(HttpRequest request, CancellationToken cancellationToken) =>
        await ReadAsync(request, cancellationToken) as JsonObject
        ?? throw StatusException.BadRequest("the body of the request must be an object");

    /// <exception cref="StatusException">Too large, of another media type, or neither JSON nor YAML.</exception>
    public static async Task<JsonNode?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var type = MediaType(request);
        var isYaml = type is "application/yaml" or "application/apply-patch+yaml";
        if (type.Contains("protobuf", StringComparison.Ordinal) || type.Contains("cbor", StringComparison.Ordinal))
            throw StatusException.UnsupportedMediaType(type);
        using var buffer = new MemoryStream();
        var chunk = new byte[81920];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > Most)
                throw new StatusException(413, "RequestEntityTooLarge", $"Request entity too large: limit is {Most}");
        }

        if (buffer.Length == 0)
            return null;
        var text = Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
        try
        {
            // JSON is YAML, and most clients send it under either name.
            if (!isYaml || text.AsSpan().TrimStart().StartsWith("{"))
                return JsonNode.Parse(
                    text,
                    documentOptions: new JsonDocumentOptions { MaxDepth = 128, AllowDuplicateProperties = false }
                );
        }
        catch (JsonException failure) when (!isYaml)
        {
            throw StatusException.BadRequest($"couldn't get version/kind; json parse error: {failure.Message}");
        }
        catch (JsonException)
        {
            // Flow style of YAML then.
        }

        return YamlDocument.Parse(text);
    }
}
