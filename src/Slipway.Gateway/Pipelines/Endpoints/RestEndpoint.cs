using System.Text.Json.Serialization.Metadata;
using Slipway.Deployment.Pipelines.Graphs;
using Slipway.Gateway.Pipelines.Failures;
using Slipway.Gateway.Pipelines.Statistics;
using Slipway.Gateway.Pipelines.Views;
using Slipway.Gateway.Recognition;
using Slipway.Gateway.Surfaces;

namespace Slipway.Gateway.Pipelines.Endpoints;

/// <summary>
/// A pipeline over REST, at a model's addresses:
/// <code>
/// /models/{p}                 GET, POST    the typed API
/// /v2/models/{p}              GET          Open Inference; also under /versions/1
/// /v2/models/{p}/ready        GET
/// /v2/models/{p}/stats        GET
/// /v2/models/{p}/infer        POST
/// /v1/models/{p}              GET          KServe V1
/// /v1/models/{p}:predict      POST
/// </code>
/// </summary>
internal sealed class RestEndpoint(
    TypedEndpoint typed,
    PredictEndpoint predict,
    InferEndpoint infer,
    PipelineDescriber describer,
    PipelineReadiness readiness,
    PipelineBooks books
)
{
    private const string Versions = "/versions/";

    /// <exception cref="PipelineFailure">It cannot be answered.</exception>
    public Task AnswerAsync(HttpContext context, PipelineGraph graph)
    {
        var path = context.Request.Path.Value!;
        var rest = WithoutVersion(graph, RestPaths.Recognize(path).Rest.ToString());
        var request = new PipelineRequest(context, graph, rest);
        var surface = path[..path.IndexOf("models/", StringComparison.Ordinal)];
        return (surface, rest) switch
        {
            ("/", "") when IsGet(context) => DescribeAsync(request),
            ("/", "") => Post(request, typed.AnswerAsync),
            ("/v2/", "") => Get(request, Metadata, PipelineBodyContext.Default.MetadataBody),
            ("/v2/", "/ready") => Get(request, Ready, OwnBodyContext.Default.ModelReadyBody),
            ("/v2/", "/stats") => Get(request, Statistics, PipelineBodyContext.Default.StatisticsBody),
            ("/v2/", "/infer") => Post(request, infer.AnswerAsync),
            ("/v1/", "") => Get(request, Status, PipelineBodyContext.Default.StatusBody),
            ("/v1/", ":predict") => Post(request, predict.AnswerAsync),
            _ => throw new PipelineFailure(
                StatusCodes.Status501NotImplemented,
                $"'{graph.Name}' is a pipeline, which is asked at /models/{graph.Name}, /v2/models/{graph.Name}/infer and "
                    + $"/v1/models/{graph.Name}:predict, not at {path}."
            ),
        };
    }

    private async Task DescribeAsync(PipelineRequest request)
    {
        var description = await describer.DescribeAsync(request.Graph, request.Aborted);
        await WriteAsync(request, description, PipelineDescriptionContext.Default.PipelineDescription);
    }

    private static MetadataBody Metadata(PipelineGraph graph) =>
        new(
            graph.Name,
            [TensorRequests.Version],
            PipelineDescriber.Platform,
            [new TensorBody(TensorRequests.Input, "BYTES", [-1])],
            [new TensorBody(TensorRequests.Output, "BYTES", [-1])]
        );

    private ModelReadyBody Ready(PipelineGraph graph) =>
        readiness.WhyNot(graph) is { } why
            ? throw new PipelineFailure(StatusCodes.Status503ServiceUnavailable, why)
            : new ModelReadyBody(graph.Name, true);

    private StatusBody Status(PipelineGraph graph) => new(graph.Name, readiness.WhyNot(graph) is null);

    private StatisticsBody Statistics(PipelineGraph graph) => StatisticsBody.Of(graph.Name, books.Of(graph.Name));

    private static Task Get<T>(PipelineRequest request, Func<PipelineGraph, T> body, JsonTypeInfo<T> type) =>
        IsGet(request.Context) ? WriteAsync(request, body(request.Graph), type) : throw NoMethod(request, "GET");

    private static Task Post(PipelineRequest request, Func<PipelineRequest, Task> answer) =>
        HttpMethods.IsPost(request.Context.Request.Method) ? answer(request) : throw NoMethod(request, "POST");

    private static Task WriteAsync<T>(PipelineRequest request, T body, JsonTypeInfo<T> type) =>
        request.Context.Response.WriteAsJsonAsync(body, type, cancellationToken: request.Aborted);

    private static bool IsGet(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);

    private static PipelineFailure NoMethod(PipelineRequest request, string method)
    {
        var asked = request.Context.Request;
        return new PipelineFailure(
            StatusCodes.Status405MethodNotAllowed,
            $"{asked.Path} is asked with {method}, not with {asked.Method}."
        );
    }

    private static string WithoutVersion(PipelineGraph graph, string rest)
    {
        if (!rest.StartsWith(Versions, StringComparison.Ordinal))
            return rest;
        var end = rest.IndexOfAny(['/', ':'], Versions.Length);
        var version = end < 0 ? rest[Versions.Length..] : rest[Versions.Length..end];
        return version == TensorRequests.Version
            ? end < 0
                ? ""
                : rest[end..]
            : throw GrpcEndpoint.NoVersion(graph, version);
    }
}
