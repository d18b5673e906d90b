using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Slipway.AspNetCore.Grpc;
using Slipway.AspNetCore.Grpc.Streams;
using Slipway.AspNetCore.Hosting;
using Slipway.AspNetCore.SharedMemory;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Protocols.OpenInference.SharedMemory;
using Slipway.Serving.Inference;

namespace Slipway.AspNetCore.OpenInference;

/// <summary>ModelInfer and ModelStreamInfer over gRPC.</summary>
internal sealed class GrpcInferEndpoint
{
    private readonly DataPlane _plane;
    private readonly ServerState _state;
    private readonly SharedMemoryRegistry _regions;
    private readonly GrpcModelInferHandler _handler;
    private readonly GrpcModelStreamInferHandler _streamHandler;
    private readonly OpenStreams _streams;

    public GrpcInferEndpoint(
        DataPlane plane,
        ServerState state,
        OpenStreams streams,
        SharedMemoryRegistry regions,
        IOptions<ModelServerOptions> options,
        TimeProvider time,
        ILogger<GrpcInferEndpoint> log
    )
    {
        _plane = plane;
        _state = state;
        _regions = regions;
        var limits = new GrpcDecoderLimits { MaxMessageBytes = options.Value.MaxRequestBytes, SharedMemory = regions };
        _handler = new GrpcModelInferHandler(InferAsync, plane, limits, time, log);
        _streams = streams;
        _streamHandler = new GrpcModelStreamInferHandler(InferStreamedAsync, limits, time, log, streams.Stopping);
    }

    // The generated service has routes of the same paths, which answer UNIMPLEMENTED; these come first.
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost(GrpcModelInferHandler.Path, (RequestDelegate)HandleAsync).WithOrder(-1);
        endpoints.MapPost(GrpcModelStreamInferHandler.Path, (RequestDelegate)HandleStreamAsync).WithOrder(-1);
    }

    private Task HandleStreamAsync(HttpContext context) => _streams.RunAsync(() => _streamHandler.HandleAsync(context));

    private async Task HandleAsync(HttpContext context)
    {
        _state.RequestBegan();
        try
        {
            await _handler.HandleAsync(context);
        }
        finally
        {
            _state.RequestEnded();
        }
    }

    // A stream may be open for hours; what counts as a request is each message.
    private async IAsyncEnumerable<InferenceResponse> InferStreamedAsync(
        InferenceRequest request,
        Task turn,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        _state.RequestBegan();
        try
        {
            using var places = SharedMemoryOutputs.Acquire(request, _regions);
            await foreach (var response in _plane.InferManyAsync(request, turn, cancellationToken))
            {
                Place(places, response);
                yield return response;
            }
        }
        finally
        {
            _state.RequestEnded();
        }
    }

    private static void Place(SharedMemoryOutputs? places, InferenceResponse response)
    {
        try
        {
            places?.Write(response);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private ValueTask<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken cancellationToken) =>
        SharedMemoryOutputs.Acquire(request, _regions) is { } places
            ? InferIntoAsync(places, request, cancellationToken)
            : _plane.InferAsync(request, cancellationToken);

    private async ValueTask<InferenceResponse> InferIntoAsync(
        SharedMemoryOutputs places,
        InferenceRequest request,
        CancellationToken cancellationToken
    )
    {
        using (places)
        {
            var response = await _plane.InferAsync(request, cancellationToken);
            Place(places, response);
            return response;
        }
    }
}
