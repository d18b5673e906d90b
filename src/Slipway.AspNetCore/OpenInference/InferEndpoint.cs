using System.Globalization;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Slipway.AspNetCore.Hosting;
using Slipway.AspNetCore.SharedMemory;
using Slipway.Errors;
using Slipway.Protocols.OpenInference.Rest;
using Slipway.Protocols.OpenInference.SharedMemory;
using Slipway.Serving.Inference;

namespace Slipway.AspNetCore.OpenInference;

/// <summary>Open Inference Protocol V2, "Inference", over REST with the binary tensor data extension.</summary>
internal sealed class InferEndpoint(
    DataPlane plane,
    ServerState state,
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
        endpoints.MapRestPost("/v2/models/{model}/infer", InferAsync);
        endpoints.MapRestPost("/v2/models/{model}/versions/{version}/infer", InferAsync);
    }

    private async Task InferAsync(HttpContext context)
    {
        state.RequestBegan();
        try
        {
            if (state.IsDraining)
                context.Response.Headers.Connection = "close";
            var (http, aborted) = (context.Request, context.RequestAborted);
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
                limit.MaxRequestBodySize = ContentCoding.MostOnTheWire(http, _limits.MaxBodyBytes);

            var model = RouteModel.Read(context);
            using var request = await DecodeAsync(http, model, aborted);
            using var places = SharedMemoryOutputs.Acquire(request, regions);
            using var response = await plane.InferAsync(request, aborted);
            places?.Write(response);
            using var message = RestResponseEncoder.Encode(request, response);
            await WriteAsync(context, message);
        }
        finally
        {
            state.RequestEnded();
        }
    }

    private async ValueTask<Slipway.Inference.InferenceRequest> DecodeAsync(
        HttpRequest http,
        Slipway.Models.ModelSelector model,
        CancellationToken cancellationToken
    )
    {
        var headerLength = HeaderLength(http);
        var body = ContentCoding.OpenRequest(http, out var length);
        try
        {
            return await RestRequestDecoder.DecodeAsync(body, length, headerLength, model, _limits, cancellationToken);
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
            await ContentCoding.CloseRequestAsync(http, body);
        }
    }

    /// <summary>Answers with a message, compressed where the caller likes it.</summary>
    internal static async Task WriteAsync(HttpContext context, EncodedMessage message)
    {
        var response = context.Response;
        response.ContentType = message.ContentType;
        if (message.JsonLength is { } jsonLength)
        {
            response.Headers[RestHeaders.InferenceHeaderContentLength] = jsonLength.ToString(
                CultureInfo.InvariantCulture
            );
        }

        var compressed = ContentCoding.CompressResponse(context, message.ContentLength);
        if (compressed is null)
        {
            response.ContentLength = message.ContentLength;
            await message.WriteToAsync(response.BodyWriter, context.RequestAborted);
            return;
        }

        await using (compressed)
        {
            var writer = PipeWriter.Create(compressed, new StreamPipeWriterOptions(leaveOpen: true));
            await message.WriteToAsync(writer, context.RequestAborted);
            await writer.CompleteAsync();
        }
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
