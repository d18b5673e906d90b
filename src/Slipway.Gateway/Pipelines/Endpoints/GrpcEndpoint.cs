using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Google.Protobuf;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Pipelines.Graphs;
using Slipway.Gateway.Pipelines.Bodies;
using Slipway.Gateway.Pipelines.Failures;
using Slipway.Gateway.Pipelines.Running;
using Slipway.Gateway.Pipelines.Views;
using Slipway.Gateway.Recognition;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.Gateway.Pipelines.Endpoints;

/// <summary>
/// What <c>inference.GRPCInferenceService</c> says about a pipeline: ModelInfer, ModelReady and ModelMetadata, unary calls whose
/// one message is read whole.
/// </summary>
internal sealed class GrpcEndpoint(
    TensorRequests tensors,
    PipelineReadiness readiness,
    PipelineBudget budget,
    GatewayConfig config
)
{
    private const string Service = "/inference.GRPCInferenceService/";
    private const int PrefixLength = 5;

    private readonly GrpcDecoderLimits _limits = new()
    {
        MaxMessageBytes = (int)Math.Min(config.MaxRequestBytes, PipelineRun.LargestValue),
    };

    /// <exception cref="PipelineFailure">It cannot be answered.</exception>
    public async Task AnswerAsync(HttpContext context, PipelineGraph graph)
    {
        switch (context.Request.Path.Value)
        {
            case Service + "ModelInfer":
                await InferAsync(context, graph);
                break;
            case Service + "ModelReady":
                var isReady = readiness.WhyNot(graph) is null;
                await WriteAsync(context, new ModelReadyResponse { Ready = isReady });
                break;
            case Service + "ModelMetadata":
                await WriteAsync(context, Metadata(graph));
                break;
            case var other:
                throw new PipelineFailure(
                    StatusCodes.Status501NotImplemented,
                    $"'{graph.Name}' is a pipeline, which is asked by ModelInfer, ModelReady and ModelMetadata of "
                        + $"inference.GRPCInferenceService, not by {other}."
                );
        }
    }

    private async Task InferAsync(HttpContext context, PipelineGraph graph)
    {
        var options = CallerHeaders.Read(context.Request, Surface.Grpc);
        using var message = await ReadAsync(context);
        using var request = GrpcRequestDecoder.Decode(new ReadOnlySequence<byte>(message.Bytes), _limits);
        if (request.Model.Version is { } version && version.ToString(null, null) != TensorRequests.Version)
            throw NoVersion(graph, version.ToString(null, null));
        var (response, summary) = await tensors.AnswerAsync(graph, request, options, context.RequestAborted);
        using var owned = response;
        summary.WriteTo(context.Response.Headers);
        var writer = Begin(context, GrpcResponseEncoder.ComputeSize(response));
        if (await GrpcResponseEncoder.WriteAsync(response, writer, context.RequestAborted))
            context.Response.AppendTrailer("grpc-status", "0");
    }

    public static PipelineFailure NoVersion(PipelineGraph graph, string version) =>
        new(
            StatusCodes.Status404NotFound,
            $"The pipeline '{graph.Name}' has no version '{version}'; it has {TensorRequests.Version}."
        );

    private static ModelMetadataResponse Metadata(PipelineGraph graph) =>
        new()
        {
            Name = graph.Name,
            Versions = { TensorRequests.Version },
            Platform = PipelineDescriber.Platform,
            Inputs = { Texts(TensorRequests.Input) },
            Outputs = { Texts(TensorRequests.Output) },
        };

    private static ModelMetadataResponse.Types.TensorMetadata Texts(string name) =>
        new()
        {
            Name = name,
            Datatype = "BYTES",
            Shape = { -1 },
        };

    // gRPC over HTTP/2, Length-Prefixed-Message.
    private async Task<PipelineBody> ReadAsync(HttpContext context)
    {
        var body = context.Request.BodyReader.AsStream();
        var prefix = new byte[PrefixLength];
        if (await body.ReadAtLeastAsync(prefix, PrefixLength, false, context.RequestAborted) < PrefixLength)
            throw PipelineFailure.Invalid("The call has no message.");
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix.AsSpan(1));
        if (length > _limits.MaxMessageBytes)
            throw TooLarge();
        var message = await RequestBody.ReadAsync(
            body,
            PrefixLength + _limits.MaxMessageBytes,
            budget,
            context.RequestAborted
        );
        if (message.Bytes.Length == length && prefix[0] == 0)
            return message;
        using var packed = message;
        if (packed.Bytes.Length != length)
            throw PipelineFailure.Invalid("The call has one message, of the length that its prefix says.");
        await using var plain = Inflate(context.Request.Headers.GrpcEncoding.ToString(), packed.Open());
        return await RequestBody.ReadAsync(plain, _limits.MaxMessageBytes, budget, context.RequestAborted);
    }

    private static Stream Inflate(string encoding, Stream message) =>
        encoding switch
        {
            "gzip" => new GZipStream(message, CompressionMode.Decompress),
            "deflate" => new ZLibStream(message, CompressionMode.Decompress),
            _ => throw new PipelineFailure(
                StatusCodes.Status501NotImplemented,
                $"grpc-encoding '{encoding}' is not supported; use gzip or deflate."
            ),
        };

    private PipelineFailure TooLarge() =>
        new(
            StatusCodes.Status413PayloadTooLarge,
            $"The message is over the {_limits.MaxMessageBytes} bytes that gateway.max_request_bytes allows."
        );

    private static async Task WriteAsync(HttpContext context, IMessage message)
    {
        var writer = Begin(context, message.CalculateSize());
        message.WriteTo(writer);
        await writer.FlushAsync(context.RequestAborted);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private static System.IO.Pipelines.PipeWriter Begin(HttpContext context, int length)
    {
        context.Response.Headers.ContentType = "application/grpc";
        var writer = context.Response.BodyWriter;
        var prefix = writer.GetSpan(PrefixLength);
        prefix[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(prefix[1..], length);
        writer.Advance(PrefixLength);
        return writer;
    }
}
