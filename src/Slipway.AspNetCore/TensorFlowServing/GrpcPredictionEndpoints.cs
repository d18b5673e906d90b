using System.Buffers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Slipway.AspNetCore.Hosting;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Protocols.TensorFlowServing;
using Slipway.Protocols.TensorFlowServing.Grpc;
using Slipway.Serving.Inference;

namespace Slipway.AspNetCore.TensorFlowServing;

/// <summary>The inference methods of <c>tensorflow.serving.PredictionService</c>.</summary>
internal sealed class GrpcPredictionEndpoints(
    DataPlane plane,
    ServerState state,
    IOptions<ModelServerOptions> options,
    TimeProvider time,
    ILogger<GrpcPredictionEndpoints> log
)
{
    private const string Service = "/tensorflow.serving.PredictionService/";

    private readonly GrpcDecoderLimits _limits = new() { MaxMessageBytes = options.Value.MaxRequestBytes };
    private readonly ExampleInference _examples = new(plane);

    public void Map(IEndpointRouteBuilder endpoints)
    {
        Map(
            endpoints,
            "Predict",
            PredictRequestDecoder.Decode,
            PredictAsync,
            static (call, at) => call.Request.Deadline = at
        );
        Map(endpoints, "Classify", ExamplesDecoder.Decode, _examples.ClassifyAsync);
        Map(endpoints, "Regress", ExamplesDecoder.Decode, _examples.RegressAsync);
        Map(endpoints, "MultiInference", ExamplesDecoder.DecodeMultiInference, _examples.MultiInferAsync);
    }

    // The generated service has a route of the same path, which answers UNIMPLEMENTED; this one comes first.
    private void Map<TCall>(
        IEndpointRouteBuilder endpoints,
        string method,
        Func<ReadOnlySequence<byte>, GrpcDecoderLimits, TCall> decode,
        Func<TCall, CancellationToken, ValueTask<ITensorFlowReply>> answer,
        Action<TCall, long?>? setDeadline = null
    )
        where TCall : IDisposable
    {
        var handler = new GrpcPredictionHandler<TCall>(
            message => decode(message, _limits),
            answer,
            setDeadline ?? (static (_, _) => { }),
            plane,
            _limits.MaxMessageBytes,
            time,
            log
        );
        endpoints.MapPost(Service + method, (RequestDelegate)HandleAsync).WithOrder(-1);

        async Task HandleAsync(HttpContext context)
        {
            state.RequestBegan();
            try
            {
                await handler.HandleAsync(context);
            }
            finally
            {
                state.RequestEnded();
            }
        }
    }

    private async ValueTask<ITensorFlowReply> PredictAsync(PredictCall call, CancellationToken ct)
    {
        if (call.SignatureName.Length > 0)
            call.Request.SignatureName = call.SignatureName;
        var response = await plane.InferAsync(call.Request, ct);
        return new PredictReply(response, call.SignatureName.Length > 0 ? call.SignatureName : SignatureNames.Default);
    }
}
