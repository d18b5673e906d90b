using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Slipway.AspNetCore.Hosting;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.OpenInference.Rest;
using Slipway.Serving.Inference;

namespace Slipway.AspNetCore.OpenInference;

/// <summary>
/// Triton's "Generate Extension": one flat JSON object in, one out, or a stream of them as server-sent events.
/// </summary>
internal sealed class GenerateEndpoint(DataPlane plane, ServerState state, IOptions<ModelServerOptions> options)
{
    private readonly RestDecoderLimits _limits = new() { MaxBodyBytes = options.Value.MaxRequestBytes };

    public void Map(IEndpointRouteBuilder endpoints)
    {
        Map(endpoints, "/generate", AnswerOnceAsync);
        Map(endpoints, "/generate_stream", GenerateEvents.WriteAsync);
    }

    private void Map(IEndpointRouteBuilder endpoints, string suffix, AnswerAsync answer)
    {
        endpoints.MapRestPost("/v2/models/{model}" + suffix, context => HandleAsync(context, answer));
        endpoints.MapRestPost(
            "/v2/models/{model}/versions/{version}" + suffix,
            context => HandleAsync(context, answer)
        );
    }

    private async Task HandleAsync(HttpContext context, AnswerAsync answer)
    {
        state.RequestBegan();
        try
        {
            if (state.IsDraining)
                context.Response.Headers.Connection = "close";
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
                limit.MaxRequestBodySize = ContentCoding.MostOnTheWire(context.Request, _limits.MaxBodyBytes);

            using var request = await DecodeAsync(context, RouteModel.Read(context));
            await answer(context, request, plane.InferManyAsync(request, context.RequestAborted));
        }
        finally
        {
            state.RequestEnded();
        }
    }

    // The signature tells how to read the request. Should another version answer it, it is checked against that.
    private async ValueTask<InferenceRequest> DecodeAsync(HttpContext context, ModelSelector model)
    {
        var signature = (await plane.DescribeAsync(model, context.RequestAborted)).Signature;
        var body = ContentCoding.OpenRequest(context.Request, out var length);
        try
        {
            return await GenerateRequestDecoder.DecodeAsync(
                body,
                length,
                model,
                signature,
                _limits,
                context.RequestAborted
            );
        }
        catch (InvalidDataException e)
        {
            throw new ServingException(
                ServingErrorCode.InvalidArgument,
                $"The request's body is not what its Content-Encoding says: {e.Message}",
                e
            );
        }
        finally
        {
            await ContentCoding.CloseRequestAsync(context.Request, body);
        }
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

        await InferEndpoint.WriteAsync(context, message);
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
