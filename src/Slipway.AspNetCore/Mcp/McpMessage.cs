using System.Text.Json;

namespace Slipway.AspNetCore.Mcp;

/// <summary>One message of JSON-RPC 2.0.</summary>
/// <param name="Id">Undefined for a notification; else a text or a number.</param>
/// <param name="Method">Null for a response, which nothing here asked for.</param>
/// <param name="Params">Undefined where there are none; else an object.</param>
internal readonly record struct McpMessage(JsonElement Id, string? Method, JsonElement Params)
{
    private const string VersionKey = "io.modelcontextprotocol/protocolVersion";

    /// <summary>Whether it is to be answered.</summary>
    public bool IsRequest => Method is not null && Id.ValueKind != JsonValueKind.Undefined;

    /// <summary>The revision that the message itself names; null in those that have a handshake.</summary>
    public string? Version =>
        Params.ValueKind == JsonValueKind.Object
        && Params.TryGetProperty("_meta"u8, out var meta)
        && meta.ValueKind == JsonValueKind.Object
            ? Text(meta, VersionKey)
            : null;

    /// <exception cref="McpException">It is no message of JSON-RPC.</exception>
    public static McpMessage Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || Text(json, "jsonrpc") != "2.0")
            throw Invalid("A message is a JSON object with \"jsonrpc\": \"2.0\".");
        var hasId = json.TryGetProperty("id"u8, out var id);
        if (hasId && id.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
            throw Invalid("A request's 'id' is a text or a number; a notification has none.");
        json.TryGetProperty("params"u8, out var parameters);
        if (parameters.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined))
            throw Invalid("'params' is an object.");
        if (Text(json, "method") is { } method)
            return new McpMessage(id, method, parameters);
        return json.TryGetProperty("result"u8, out _) || json.TryGetProperty("error"u8, out _)
            ? new McpMessage(id, null, default)
            : throw Invalid("A message has a 'method'.");
    }

    /// <summary>A member of the parameters that is a text; null where there is none.</summary>
    public string? Parameter(string name) => Params.ValueKind == JsonValueKind.Object ? Text(Params, name) : null;

    private static string? Text(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            throw Invalid($"'{name}' is no Unicode text.");
        }
    }

    private static McpException Invalid(string message) => new(McpException.InvalidRequest, message);
}
