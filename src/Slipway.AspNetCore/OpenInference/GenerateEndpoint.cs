using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Slipway.AspNetCore.Rest;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.OpenInference.Rest;
using Slipway.Serving.Inference;

namespace Slipway.AspNetCore.OpenInference;

/// <summary>
/// Triton's "Generate Extension": one flat JSON object in, one out, or a stream of them as server-sent events.
/// </summary>
internal sealed class GenerateEndpoint(
    DataPlane plane,
    InferenceExchange exchange,
    IOptions<ModelServerOptions> options
)
{
    private readonly RestDecoderLimits _limits = new() { MaxBodyBytes = options.Value.MaxRequestBytes };

    public void Map(IEndpointRouteBuilder endpoints)
    {
        Map(endpoints, "/generate", AnswerOnceAsync);
        Map(endpoints, "/generate_stream", GenerateEvents.WriteAsync);
    }

    private void Map(IEndpointRouteBuilder endpoints, string suffix, AnswerAsync answer)
    {
        var handler = exchange.Count(context => HandleAsync(context, answer));
        endpoints.MapRestPost("/v2/models/{model}" + suffix, handler);
        endpoints.MapRestPost("/v2/models/{model}/versions/{version}" + suffix, handler);
    }

    // The signature tells how to read the request. Should another version answer it, it is checked against that.
    private async Task HandleAsync(HttpContext context, AnswerAsync answer)
    {
        var model = RouteModel.Read(context);
        var signature = (await plane.DescribeAsync(model, context.RequestAborted)).Signature;
        using var request = await exchange.ReadAsync(
            context,
            (body, length, aborted) =>
                GenerateRequestDecoder.DecodeAsync(body, length, model, signature, _limits, aborted)
        );
        request.Deadline = RestDeadline.Of(context);
        await answer(context, request, plane.InferManyAsync(request, turn: null, context.RequestAborted));
    }

    private static async Task AnswerOnceAsync(
        HttpContext context,
        InferenceRequest request,
        IAsyncEnumerable<InferenceResponse> responses
    )
    {
        await using var answers = responses.GetAsyncEnumerator(context.RequestAborted);
        if (!await answers.MoveNextAsync())
            throw NotOne(request.Model);
        using var response = answers.Current;
        using var message = GenerateResponseEncoder.Encode(request, response, isEvent: false);
        if (await answers.MoveNextAsync())
        {
            answers.Current.Dispose();
            throw NotOne(request.Model);
        }

        await InferenceExchange.WriteAsync(context, message);
    }

    private static ServingException NotOne(ModelSelector model) =>
        ServingException.Internal(
            $"Model {model} does not give exactly one response to this request, as generate needs; use generate_stream."
        );

    private delegate Task AnswerAsync(
        HttpContext context,
        InferenceRequest request,
        IAsyncEnumerable<InferenceResponse> responses
    );
}
