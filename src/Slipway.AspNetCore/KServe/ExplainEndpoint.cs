using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Slipway.AspNetCore.Errors;
using Slipway.AspNetCore.Rest;
using Slipway.Errors;
using Slipway.Protocols.Json;
using Slipway.Protocols.TensorFlowServing.Rest;
using Slipway.Serving.Inference;
using Slipway.Serving.Lifecycle;

namespace Slipway.AspNetCore.KServe;

/// <summary>KServe V1, "Explain": the body of predict, answered with <c>explanations</c>, by models that give them.</summary>
internal sealed class ExplainEndpoint(
    ModelManager models,
    DataPlane plane,
    InferenceExchange exchange,
    IOptions<ModelServerOptions> options
)
{
    private readonly JsonLimits _limits = new() { MaxBodyBytes = options.Value.MaxRequestBytes };

    public void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapRestPost(
            "/v1/models/{model}:explain",
            exchange.Count(ExplainAsync, HttpStatusTable.TensorFlowServing),
            HttpStatusTable.TensorFlowServing
        );

    private async Task ExplainAsync(HttpContext context)
    {
        var model = RouteModel.Read(context);
        // An unknown model is that first of all.
        models.Find(model);
        var metadata = await plane.DescribeAsync(model, context.RequestAborted);
        if (!metadata.Details.Explains)
        {
            throw ServingException.Unsupported(
                $"Model '{model.Name}' gives no explanations: only a Python model whose class has 'explain' does. Use "
                    + ":predict."
            );
        }

        var (decoded, form) = await exchange.ReadAsync(
            context,
            (body, length, aborted) =>
                PredictRequestDecoder.DecodeAsync(body, length, model, metadata.Signature, _limits, aborted)
        );
        using var request = decoded;
        request.IsExplanation = true;
        request.Deadline = RestDeadline.Of(context);
        using var response = await plane.InferAsync(request, context.RequestAborted);
        using var message = RestResponses.Explain(response, form);
        await InferenceExchange.WriteAsync(context, message);
    }
}
