using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Slipway.Deployment.Pipelines.Schemas;
using Slipway.Gateway.Pipelines.Failures;
using Slipway.Gateway.Pipelines.Running;

namespace Slipway.Gateway.Pipelines.Documents;

/// <summary>Makes documents of bodies: an object or a list of them, one on each line, or a text.</summary>
internal static class DocumentReader
{
    /// <summary>Documents of one request.</summary>
    public const int Most = 10_000;

    // A name that is there twice would be one thing to the check and another to a model.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t\r"u8);

    /// <param name="body">JSON: a document, or a list of documents.</param>
    /// <param name="schema">What the pipeline takes.</param>
    /// <param name="isList">Whether the answer is a list.</param>
    /// <exception cref="PipelineFailure">400.</exception>
    public static IReadOnlyList<PipelineValue> ReadJson(ReadOnlyMemory<byte> body, InputSchema schema, out bool isList)
    {
        var root = Parse(body, "The body");
        isList = root.ValueKind == JsonValueKind.Array;
        if (!isList)
            return [Document(root, body, schema)];
        if (root.GetArrayLength() > Most)
            throw PipelineFailure.Invalid($"A request has at most {Most} documents, not {root.GetArrayLength()}.");
        return
        [
            .. root.EnumerateArray()
                .Select(item => Document(item, JsonMarshal.GetRawUtf8Value(item).ToArray(), schema)),
        ];
    }

    /// <summary>A document by itself.</summary>
    /// <exception cref="PipelineFailure">400.</exception>
    public static PipelineValue ReadDocument(ReadOnlyMemory<byte> json, InputSchema schema) =>
        Document(Parse(json, "The document"), json, schema);

    /// <summary>One document on each line; empty lines are passed over.</summary>
    /// <returns>For each line the document, or why there is none.</returns>
    /// <exception cref="PipelineFailure">400: too many.</exception>
    public static IReadOnlyList<(PipelineValue? Document, PipelineFailure? Failure)> ReadLines(
        ReadOnlyMemory<byte> body,
        InputSchema schema
    )
    {
        var lines = new List<(PipelineValue? Document, PipelineFailure? Failure)>();
        while (!body.IsEmpty)
        {
            var end = body.Span.IndexOf((byte)'\n');
            var line = end < 0 ? body : body[..end];
            body = end < 0 ? default : body[(end + 1)..];
            if (!line.Span.ContainsAnyExcept(Blanks))
                continue;
            if (lines.Count == Most)
                throw PipelineFailure.Invalid($"A request has at most {Most} lines.");
            try
            {
                lines.Add((Document(Parse(line, "The line"), line, schema), null));
            }
            catch (PipelineFailure failure)
            {
                lines.Add((null, failure));
            }
        }

        return lines;
    }

    /// <summary>A text that is all of a document.</summary>
    /// <exception cref="PipelineFailure">400: the pipeline takes more than a text.</exception>
    public static PipelineValue ReadText(ReadOnlyMemory<byte> body, InputSchema schema)
    {
        if (schema.Subject is not { } subject)
            throw PipelineFailure.Invalid(
                "A text alone is taken by pipelines whose input has one required member, of type string; send JSON."
            );
        if (!System.Text.Unicode.Utf8.IsValid(body.Span))
            throw PipelineFailure.Invalid("The text is not UTF-8.");
        var buffer = new BoundedBuffer(PipelineRun.LargestValue);
        try
        {
            using var writer = new Utf8JsonWriter(buffer, Deployment.Pipelines.PipelineJson.Writing);
            writer.WriteStartObject();
            writer.WriteString(subject, body.Span);
            writer.WriteEndObject();
            writer.Flush();
        }
        catch (OverflowException)
        {
            throw PipelineFailure.Invalid($"The text is over {PipelineRun.LargestValue >> 20} MiB.");
        }

        return PipelineValue.Of(buffer.Written, isCallers: true);
    }

    private static PipelineValue Document(JsonElement element, ReadOnlyMemory<byte> json, InputSchema schema) =>
        element.ValueKind == JsonValueKind.String && schema.Subject is not null
            ? ReadText(System.Text.Encoding.UTF8.GetBytes(Text(element)), schema)
            : PipelineValue.Of(element, json, isCallers: true);

    private static string Text(JsonElement element) =>
        Deployment.Pipelines.PipelineJson.TextOrNull(element)
        ?? throw PipelineFailure.Invalid("The text has half a surrogate pair in it.");

    private static JsonElement Parse(ReadOnlyMemory<byte> json, string what)
    {
        try
        {
            // Not given back: what is read lives as long as somebody refers to it.
            return JsonDocument.Parse(json, Strict).RootElement;
        }
        catch (JsonException e)
        {
            throw PipelineFailure.Invalid($"{what} is not JSON: {e.Message}");
        }
    }
}
