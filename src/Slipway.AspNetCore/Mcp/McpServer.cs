using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Slipway.AspNetCore.OpenInference;

namespace Slipway.AspNetCore.Mcp;

/// <summary>
/// Answers messages of the Model Context Protocol. Each is answered by itself: nothing is kept from one to the next, also for
/// clients that begin with a handshake. Thread-safe.
/// </summary>
internal sealed class McpServer(McpTools tools, IOptions<ModelServerOptions> options)
{
    private const string Instructions =
        "Each tool is a machine-learning model of this server. Call it with the text, picture or record that it is about; "
        + "pictures go in as data URIs.";

    private const int MostTogether = 64;

    // Models come and go; the list is cheap.
    private const int ListIsFreshMs = 5_000;

    private static readonly JsonWriterOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The answer to a body, and its status; null where nothing is to be answered.</summary>
    /// <param name="body">What was posted.</param>
    /// <param name="context">The request, which is aborted where the caller goes.</param>
    /// <param name="cancellationToken">Ends with the time that the caller gave as well.</param>
    public async Task<(int Status, ReadOnlyMemory<byte>? Body)> AnswerAsync(
        ReadOnlyMemory<byte> body,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body);
        }
        catch (JsonException e)
        {
            return Failed(new McpException(McpException.ParseError, $"The body is no JSON: {e.Message}"), default);
        }

        using (document)
        {
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? await AnswerBatchAsync(document.RootElement, context, cancellationToken)
                : await AnswerOneAsync(document.RootElement, context, cancellationToken);
        }
    }

    private async Task<(int, ReadOnlyMemory<byte>?)> AnswerOneAsync(
        JsonElement json,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        McpMessage message = default;
        string? version = null;
        try
        {
            message = McpMessage.Read(json);
            version = McpHeaders.Check(context.Request.Headers, message);
            if (!message.IsRequest)
                return (StatusCodes.Status202Accepted, null);
            var output = new ArrayBufferWriter<byte>(1024);
            await using var writer = new Utf8JsonWriter(output, Readable);
            Begin(writer, message.Id);
            writer.WriteStartObject("result"u8);
            await WriteResultAsync(message, version, context, writer, cancellationToken);
            writer.WriteEndObject();
            writer.WriteEndObject();
            await writer.FlushAsync(context.RequestAborted);
            return (StatusCodes.Status200OK, output.WrittenMemory);
        }
        // A request of a revision with a handshake was understood by then: clients look for its error in a good answer only.
        catch (McpException e) when (version is not null and not McpVersions.Stateless)
        {
            return (StatusCodes.Status200OK, Failed(e, message.Id).Body);
        }
        catch (McpException e)
        {
            return Failed(e, message.Id);
        }
    }

    /// <summary>Several messages in an array, which one revision has.</summary>
    private async Task<(int, ReadOnlyMemory<byte>?)> AnswerBatchAsync(
        JsonElement batch,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        var header = context.Request.Headers[McpHeaders.Version];
        if (header.Count > 0 && header != McpVersions.First)
            return Failed(Invalid($"An array of messages is taken in revision {McpVersions.First} only."), default);
        if (batch.GetArrayLength() is 0 or > MostTogether)
            return Failed(Invalid($"An array holds 1 to {MostTogether} messages."), default);
        var output = new ArrayBufferWriter<byte>();
        output.Write("["u8);
        foreach (var json in batch.EnumerateArray())
        {
            var (_, answer) = await AnswerOneAsync(json, context, cancellationToken);
            if (answer is null)
                continue;
            if (output.WrittenCount > 1)
                output.Write(","u8);
            output.Write(answer.Value.Span);
        }

        if (output.WrittenCount == 1)
            return (StatusCodes.Status202Accepted, null);
        output.Write("]"u8);
        return (StatusCodes.Status200OK, output.WrittenMemory);
    }

    private async Task WriteResultAsync(
        McpMessage message,
        string version,
        HttpContext context,
        Utf8JsonWriter writer,
        CancellationToken cancellationToken
    )
    {
        var isStateless = version == McpVersions.Stateless;
        switch (message.Method)
        {
            case "initialize" when !isStateless:
                writer.WriteString("protocolVersion"u8, McpVersions.ForHandshake(message.Parameter("protocolVersion")));
                WriteCapabilities(writer);
                WriteInfo(writer, "serverInfo"u8);
                writer.WriteString("instructions"u8, Instructions);
                return;
            case "ping" when !isStateless:
                return;
            case "server/discover":
                WriteVersions(writer);
                WriteCapabilities(writer);
                writer.WriteString("instructions"u8, Instructions);
                WriteFreshness(writer);
                break;
            case "tools/list":
                tools.WriteList(message.Parameter("cursor"), writer);
                if (isStateless)
                    WriteFreshness(writer);
                break;
            case "tools/call":
                await tools.WriteCallAsync(message, context, writer, cancellationToken);
                break;
            default:
                throw new McpException(
                    McpException.MethodNotFound,
                    "The method is not there; this server has tools/list and tools/call."
                )
                {
                    Status = StatusCodes.Status404NotFound,
                };
        }

        if (!isStateless)
            return;
        writer.WriteString("resultType"u8, "complete"u8);
        writer.WriteStartObject("_meta"u8);
        WriteInfo(writer, "io.modelcontextprotocol/serverInfo"u8);
        writer.WriteEndObject();
    }

    private static void WriteVersions(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("supportedVersions"u8);
        foreach (var version in McpVersions.All)
        {
            writer.WriteStringValue(version);
        }

        writer.WriteEndArray();
    }

    private static void WriteCapabilities(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("capabilities"u8);
        writer.WriteStartObject("tools"u8);
        writer.WriteBoolean("listChanged"u8, false);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteFreshness(Utf8JsonWriter writer)
    {
        writer.WriteNumber("ttlMs"u8, ListIsFreshMs);
        writer.WriteString("cacheScope"u8, "private"u8);
    }

    private void WriteInfo(Utf8JsonWriter writer, ReadOnlySpan<byte> name)
    {
        writer.WriteStartObject(name);
        writer.WriteString("name"u8, options.Value.ServerName);
        writer.WriteString("version"u8, ServerInfo.Version);
        writer.WriteEndObject();
    }

    private static McpException Invalid(string message) => new(McpException.InvalidRequest, message);

    private static (int Status, ReadOnlyMemory<byte>? Body) Failed(McpException error, JsonElement id)
    {
        var output = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(output, Readable))
        {
            Begin(writer, id);
            writer.WriteStartObject("error"u8);
            writer.WriteNumber("code"u8, error.Code);
            writer.WriteString("message"u8, error.Message);
            if (error.Details is { } details)
            {
                writer.WritePropertyName("data"u8);
                details(writer);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return (error.Status, output.WrittenMemory);
    }

    private static void Begin(Utf8JsonWriter writer, JsonElement id)
    {
        writer.WriteStartObject();
        writer.WriteString("jsonrpc"u8, "2.0"u8);
        if (id.ValueKind == JsonValueKind.Undefined)
            return;
        writer.WritePropertyName("id"u8);
        id.WriteTo(writer);
    }
}
