using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Slipway.AspNetCore.Grpc;
using Slipway.AspNetCore.Hosting;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Serving.Inference;

namespace Slipway.AspNetCore.OpenInference;

/// <summary>ModelInfer over gRPC.</summary>
internal sealed class GrpcInferEndpoint
{
    private readonly DataPlane _plane;
    private readonly ServerState _state;
    private readonly GrpcModelInferHandler _handler;

    public GrpcInferEndpoint(
        DataPlane plane,
        ServerState state,
        IOptions<ModelServerOptions> options,
        TimeProvider time,
        ILogger<GrpcInferEndpoint> log
    )
    {
        _plane = plane;
        _state = state;
        var limits = new GrpcDecoderLimits { MaxMessageBytes = options.Value.MaxRequestBytes };
        _handler = new GrpcModelInferHandler(InferAsync, limits, time, log);
    }

    // The generated service has a route of the same path, which answers UNIMPLEMENTED; this one comes first.
    public void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost(GrpcModelInferHandler.Path, (RequestDelegate)HandleAsync).WithOrder(-1);

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

    private ValueTask<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken cancellationToken) =>
        _plane.InferAsync(request, cancellationToken);
}
