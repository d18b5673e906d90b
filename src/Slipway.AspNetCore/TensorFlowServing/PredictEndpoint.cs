using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Slipway.AspNetCore.Errors;
using Slipway.AspNetCore.Rest;
using Slipway.Protocols.Json;
using Slipway.Protocols.TensorFlowServing.Rest;
using Slipway.Serving.Inference;

namespace Slipway.AspNetCore.TensorFlowServing;

/// <summary>
/// TensorFlow Serving's RESTful API, "Predict API", and the predict call of KServe V1, which has the same path and body.
/// </summary>
internal sealed class PredictEndpoint(DataPlane plane, InferenceExchange exchange, IOptions<ModelServerOptions> options)
{
    private readonly JsonLimits _limits = new() { MaxBodyBytes = options.Value.MaxRequestBytes };

    public void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapModelCall("predict", exchange.Count(PredictAsync, HttpStatusTable.TensorFlowServing));

    private async Task PredictAsync(HttpContext context)
    {
        var model = RouteModel.Read(context);
        // The types of the values are the signature's to say. Should another version come to answer meanwhile, the
        // request is held against its signature as every request is.
        var signature = (await plane.DescribeAsync(model, context.RequestAborted)).Signature;
        var (decoded, form) = await exchange.ReadAsync(
            context,
            (body, length, aborted) =>
                PredictRequestDecoder.DecodeAsync(body, length, model, signature, _limits, aborted)
        );
        using var request = decoded;
        request.Deadline = RestDeadline.Of(context);
        using var response = await plane.InferAsync(request, context.RequestAborted);

        // KServe V1 knows no versions and labels, and no 'outputs'.
        var mayBeKServe = model is { Version: null, Label: null };
        using var message = RestResponses.Predict(response, form, withPredictions: mayBeKServe);
        await InferenceExchange.WriteAsync(context, message);
    }
}
