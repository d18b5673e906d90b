using Microsoft.Net.Http.Headers;
using Slipway.Deployment.Manifest;
using Slipway.Gateway.Failures;
using Slipway.Gateway.Pipelines.Bodies;
using Slipway.Gateway.Pipelines.Documents;
using Slipway.Gateway.Pipelines.Failures;
using Slipway.Gateway.Pipelines.Running;

namespace Slipway.Gateway.Pipelines.Endpoints;

/// <summary>
/// <c>POST /models/{p}</c>: a document, a list of them, one on each line, or a text; the answer is of the same form.
/// </summary>
internal sealed class TypedEndpoint(DocumentRunner documents, PipelineBudget budget, GatewayConfig config)
{
    private const string Json = "application/json";
    private const string Lines = "application/jsonl";
    private const string OtherLines = "application/x-ndjson";
    private const string Text = "text/plain";

    // What curl says where it is not told.
    private const string Form = "application/x-www-form-urlencoded";

    /// <exception cref="PipelineFailure">It cannot be answered.</exception>
    public async Task AnswerAsync(PipelineRequest request)
    {
        var options = CallerHeaders.Read(request.Context.Request);
        var type = MediaType(request.Context.Request.ContentType);
        if (type is not ("" or Json or Form or Lines or OtherLines or Text))
            throw new PipelineFailure(
                StatusCodes.Status415UnsupportedMediaType,
                $"A pipeline takes {Json}, {Lines} and {Text}, not '{type}'."
            );
        var most = (int)Math.Min(config.MaxRequestBytes, PipelineRun.LargestValue);
        using var body = await RequestBody.ReadAsync(request.Context.Request, most, budget, request.Aborted);
        if (type is Lines or OtherLines)
            await AnswerLinesAsync(request, body.Bytes, type, options);
        else
            await AnswerJsonAsync(request, body.Bytes, type == Text, options);
    }

    /// <summary>The body of an answer to JSON.</summary>
    /// <exception cref="PipelineFailure">It cannot be answered.</exception>
    public async Task<(ReadOnlyMemory<byte> Body, RunSummary Summary)> AnswerAsync(
        Deployment.Pipelines.Graphs.PipelineGraph graph,
        ReadOnlyMemory<byte> body,
        bool isText,
        RunOptions options,
        CancellationToken cancellationToken
    )
    {
        var isList = false;
        var items = isText
            ? [DocumentReader.ReadText(body, graph.Input)]
            : DocumentReader.ReadJson(body, graph.Input, out isList);
        var (results, summary) = await documents.AllAsync(graph, items, options, cancellationToken);
        return (isList ? List(results) : results[0].Json, summary);
    }

    private async Task AnswerJsonAsync(
        PipelineRequest request,
        ReadOnlyMemory<byte> body,
        bool isText,
        RunOptions options
    )
    {
        var (answer, summary) = await AnswerAsync(request.Graph, body, isText, options, request.Aborted);
        var response = request.Context.Response;
        summary.WriteTo(response.Headers);
        response.ContentType = Json;
        response.ContentLength = answer.Length;
        await response.BodyWriter.WriteAsync(answer, request.Aborted);
    }

    // A line that is wrong hurts no other; answers are sent as they come, in the order of the lines.
    private async Task AnswerLinesAsync(
        PipelineRequest request,
        ReadOnlyMemory<byte> body,
        string type,
        RunOptions options
    )
    {
        var lines = DocumentReader.ReadLines(body, request.Graph.Input);
        var response = request.Context.Response;
        response.ContentType = type;
        var writer = response.BodyWriter;
        var line = 0;
        var outcomes = documents.RunAsync(
            request.Graph,
            [.. lines.Select(each => each.Document)],
            options,
            request.Aborted
        );
        await foreach (var outcome in outcomes)
        {
            var failure = lines[line++].Failure ?? outcome.Failure;
            var answer = failure is null ? OnOneLine(outcome.Result!.Json) : Error(failure);
            await writer.WriteAsync(answer, request.Aborted);
            await writer.WriteAsync("\n"u8.ToArray(), request.Aborted);
        }
    }

    // Between the values of what a model or the caller sent there may be breaks; within texts JSON has none.
    private static ReadOnlyMemory<byte> OnOneLine(ReadOnlyMemory<byte> json)
    {
        if (!json.Span.ContainsAny((byte)'\n', (byte)'\r'))
            return json;
        var copy = json.ToArray();
        copy.AsSpan().Replace((byte)'\n', (byte)' ');
        copy.AsSpan().Replace((byte)'\r', (byte)' ');
        return copy;
    }

    private static ReadOnlyMemory<byte> Error(PipelineFailure failure) =>
        System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
            new ErrorBody(failure.Message),
            ErrorBodyContext.Readable.ErrorBody
        );

    private static byte[] List(List<PipelineResult> results)
    {
        var list = new byte[results.Sum(result => result.Json.Length) + Math.Max(results.Count, 1) + 1];
        var place = 0;
        list[place++] = (byte)'[';
        foreach (var result in results)
        {
            if (place > 1)
                list[place++] = (byte)',';
            result.Json.CopyTo(list.AsMemory(place));
            place += result.Json.Length;
        }

        list[place] = (byte)']';
        return list;
    }

    private static string MediaType(string? contentType)
    {
        if (string.IsNullOrEmpty(contentType))
            return "";
        return MediaTypeHeaderValue.TryParse(contentType, out var type)
            ? type.MediaType.Value!.ToLowerInvariant()
            : contentType;
    }
}
