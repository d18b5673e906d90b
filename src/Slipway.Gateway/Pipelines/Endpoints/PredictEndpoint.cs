using System.Text.Json;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Pipelines;
using Slipway.Gateway.Pipelines.Bodies;
using Slipway.Gateway.Pipelines.Failures;
using Slipway.Gateway.Pipelines.Running;

namespace Slipway.Gateway.Pipelines.Endpoints;

/// <summary><c>POST /v1/models/{p}:predict</c> (KServe V1): documents are instances, and answers predictions.</summary>
internal sealed class PredictEndpoint(TypedEndpoint typed, PipelineBudget budget, GatewayConfig config)
{
    /// <exception cref="PipelineFailure">It cannot be answered.</exception>
    public async Task AnswerAsync(PipelineRequest request)
    {
        var options = CallerHeaders.Read(request.Context.Request);
        var most = (int)Math.Min(config.MaxRequestBytes, PipelineRun.LargestValue);
        using var body = await RequestBody.ReadAsync(request.Context.Request, most, budget, request.Aborted);
        var (answer, summary) = await typed.AnswerAsync(
            request.Graph,
            Instances(body.Bytes),
            isText: false,
            options,
            request.Aborted
        );
        var response = request.Context.Response;
        summary.WriteTo(response.Headers);
        response.ContentType = "application/json";
        await response.BodyWriter.WriteAsync("{\"predictions\":"u8.ToArray(), request.Aborted);
        await response.BodyWriter.WriteAsync(answer, request.Aborted);
        await response.BodyWriter.WriteAsync("}"u8.ToArray(), request.Aborted);
    }

    private static byte[] Instances(ReadOnlyMemory<byte> body)
    {
        try
        {
            var instances = JsonElement.Parse(body.Span).MemberOrNothing("instances");
            return instances.ValueKind == JsonValueKind.Array
                ? System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(instances).ToArray()
                : throw PipelineFailure.Invalid(
                    "The body is an object with a list of documents: {\"instances\": [{…}]}."
                );
        }
        catch (JsonException e)
        {
            throw PipelineFailure.Invalid($"The body is not JSON: {e.Message}");
        }
    }
}
