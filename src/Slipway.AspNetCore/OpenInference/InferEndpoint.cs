using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Slipway.AspNetCore.Rest;
using Slipway.AspNetCore.SharedMemory;
using Slipway.Errors;
using Slipway.Protocols.OpenInference.Rest;
using Slipway.Protocols.OpenInference.SharedMemory;
using Slipway.Serving.Inference;

namespace Slipway.AspNetCore.OpenInference;

/// <summary>Open Inference Protocol V2, "Inference", over REST with the binary tensor data extension.</summary>
internal sealed class InferEndpoint(
    DataPlane plane,
    InferenceExchange exchange,
    SharedMemoryRegistry regions,
    IOptions<ModelServerOptions> options
)
{
    private readonly RestDecoderLimits _limits = new()
    {
        MaxBodyBytes = options.Value.MaxRequestBytes,
        SharedMemory = regions,
    };

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapRestPost("/v2/models/{model}/infer", exchange.Count(InferAsync));
        endpoints.MapRestPost("/v2/models/{model}/versions/{version}/infer", exchange.Count(InferAsync));
    }

    private async Task InferAsync(HttpContext context)
    {
        var model = RouteModel.Read(context);
        var headerLength = HeaderLength(context.Request);
        using var request = await exchange.ReadAsync(
            context,
            (body, length, aborted) =>
                RestRequestDecoder.DecodeAsync(body, length, headerLength, model, _limits, aborted)
        );
        request.Deadline = RestDeadline.Of(context);
        using var places = SharedMemoryOutputs.Acquire(request, regions);
        using var response = await plane.InferAsync(request, context.RequestAborted);
        places?.Write(response);
        using var message = RestResponseEncoder.Encode(request, response);
        if (message.JsonLength is { } jsonLength)
        {
            context.Response.Headers[RestHeaders.InferenceHeaderContentLength] = jsonLength.ToString(
                CultureInfo.InvariantCulture
            );
        }

        await InferenceExchange.WriteAsync(context, message);
    }

    private static int? HeaderLength(HttpRequest request)
    {
        var header = request.Headers[RestHeaders.InferenceHeaderContentLength];
        if (header.Count == 0)
            return null;
        return
            header.Count == 1
            && int.TryParse(header[0], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? length
            : throw ServingException.InvalidArgument(
                $"The header {RestHeaders.InferenceHeaderContentLength} is '{header}'; it must be the number of bytes "
                    + "of the JSON part."
            );
    }
}
