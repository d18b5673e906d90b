using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Slipway.AspNetCore.Errors;
using Slipway.AspNetCore.Rest;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Serving.Inference;
using Slipway.Serving.Lifecycle;
using Slipway.Tasks;

namespace Slipway.AspNetCore.Mcp;

/// <summary>
/// The models as tools: listed anew for each call, since they come and go, and called as clients of the typed API call them.
/// Thread-safe.
/// </summary>
internal sealed class McpTools(ModelManager models, DataPlane plane, IOptions<ModelServerOptions> options)
{
    private const int PageSize = 100;

    private readonly HashSet<string> _tasks = [.. options.Value.Tasks.Select(task => task.Name)];

    /// <summary>Writes <c>tools</c> and, where there are more, <c>nextCursor</c>.</summary>
    /// <param name="cursor">What the page before ended with; null for the first.</param>
    /// <param name="writer">Within the result.</param>
    /// <exception cref="McpException">The cursor is none.</exception>
    public void WriteList(string? cursor, Utf8JsonWriter writer)
    {
        var after = cursor is null ? null : ReadCursor(cursor);
        var rest = List().Where(tool => after is null || string.CompareOrdinal(tool.Name, after) > 0).ToList();
        writer.WriteStartArray("tools"u8);
        foreach (var tool in rest.Take(PageSize))
        {
            tool.Write(writer);
        }

        writer.WriteEndArray();
        if (rest.Count > PageSize)
            writer.WriteString("nextCursor"u8, Convert.ToBase64String(Encoding.UTF8.GetBytes(rest[PageSize - 1].Name)));
    }

    /// <summary>
    /// Calls a tool and writes its answer as <c>content</c> and <c>structuredContent</c>; what the model refuses or fails with
    /// is an answer too, one that an agent can read and act upon.
    /// </summary>
    /// <param name="message">What was asked.</param>
    /// <param name="context">The request, which is aborted where the caller goes.</param>
    /// <param name="writer">Within the result.</param>
    /// <param name="cancellationToken">Ends with the time that the caller gave as well.</param>
    /// <exception cref="McpException">There is no such tool, or its arguments are no object.</exception>
    /// <exception cref="OperationCanceledException">The caller has gone.</exception>
    public async Task WriteCallAsync(
        McpMessage message,
        HttpContext context,
        Utf8JsonWriter writer,
        CancellationToken cancellationToken
    )
    {
        var name =
            message.Parameter("name")
            ?? throw new McpException(McpException.InvalidParams, "'name' is missing: the tool to call.");
        var model =
            Find(name)
            ?? throw new McpException(
                McpException.InvalidParams,
                $"There is no tool '{Shorten(name)}'; tools/list names those there are now."
            );
        ReadOnlyMemory<byte> arguments = "{}"u8.ToArray();
        if (message.Params.TryGetProperty("arguments"u8, out var given))
        {
            arguments =
                given.ValueKind == JsonValueKind.Object
                    ? Encoding.UTF8.GetBytes(given.GetRawText())
                    : throw new McpException(McpException.InvalidParams, "'arguments' is an object.");
        }

        try
        {
            var (_, answer) = await plane.AnswerAsync(
                new ModelSelector(model),
                new TypedRequest(TypedAnswer.Json, arguments) { Accepted = [TypedAnswer.Json] },
                RestDeadline.Of(context),
                cancellationToken
            );
            WriteAnswer(answer, writer);
        }
        catch (Exception e) when (!context.RequestAborted.IsCancellationRequested)
        {
            var failure =
                cancellationToken.IsCancellationRequested && context.Features.Get<RestDeadline>() is { } deadline
                    ? deadline.Passed(e)
                    : e;
            WriteError(Describe(failure, context), writer);
        }
    }

    private IReadOnlyList<McpTool> List() => McpTool.List(models.Statuses, _tasks);

    // A model that is loading, has failed or is loaded by its first request may have been listed before; what is to be said of it
    // is better said than that it is not there.
    private string? Find(string name) =>
        List().FirstOrDefault(tool => tool.Name == name)?.Model
        ?? models
            .Statuses.Where(status => !status.IsAvailable && McpTool.NameOf(status.Name) == name)
            .Select(status => status.Name)
            .FirstOrDefault();

    // HTTP says in a header when to try again, which an agent does not see.
    private static string Describe(Exception failure, HttpContext context)
    {
        var message = HttpErrorWriter.Describe(context, failure, HttpStatusTable.OpenInference).Message;
        return failure is ServingException { RetryAfter: { } wait }
            ? $"{message} Wait {Math.Max(1, Math.Ceiling(wait.TotalSeconds))} s before the next try."
            : message;
    }

    private static void WriteAnswer(TypedAnswer answer, Utf8JsonWriter writer)
    {
        using var json = JsonDocument.Parse(answer.Body);
        if (json.RootElement.ValueKind != JsonValueKind.Object)
        {
            // What the tool's schema promises is the answer to one.
            throw ServingException.InvalidArgument(
                "A tool answers one request at a time, not a list; call it once for each."
            );
        }

        WriteContent(answer.Body.Span, writer);
        writer.WritePropertyName("structuredContent"u8);
        json.RootElement.WriteTo(writer);
        writer.WriteBoolean("isError"u8, false);
    }

    private static void WriteError(string message, Utf8JsonWriter writer)
    {
        WriteContent(Encoding.UTF8.GetBytes(message), writer);
        writer.WriteBoolean("isError"u8, true);
    }

    private static void WriteContent(ReadOnlySpan<byte> text, Utf8JsonWriter writer)
    {
        writer.WriteStartArray("content"u8);
        writer.WriteStartObject();
        writer.WriteString("type"u8, "text"u8);
        writer.WriteString("text"u8, text);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static string ReadCursor(string cursor)
    {
        var bytes = new byte[cursor.Length];
        return Convert.TryFromBase64String(cursor, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : throw new McpException(McpException.InvalidParams, "'cursor' is none that this server gave.");
    }

    private static string Shorten(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
