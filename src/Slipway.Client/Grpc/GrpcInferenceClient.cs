using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Slipway.Client.Resilience;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.Client.Grpc;

internal sealed class GrpcInferenceClient : IInferenceClient
{
    // The server's own default.
    private const int DefaultPort = 8081;

    private readonly GrpcChannel _channel;
    private readonly GRPCInferenceService.GRPCInferenceServiceClient _service;
    private readonly CallInvoker _invoker;
    private readonly CallPolicy _policy;
    private readonly CallPolicy _once;

    public GrpcInferenceClient(Uri address, InferenceClientOptions options)
    {
        Address = address;
        _policy = new CallPolicy(options);
        _once = new CallPolicy(options with { Retry = RetryOptions.None });
        var transport = address.Scheme == "grpcs" ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        _channel = GrpcChannel.ForAddress(
            new UriBuilder(transport, address.Host, address.Port > 0 ? address.Port : DefaultPort).Uri,
            new GrpcChannelOptions
            {
                HttpHandler = options.HttpHandler,
                // What the model takes and gives is bounded by the server and by the size of a tensor.
                MaxReceiveMessageSize = null,
                MaxSendMessageSize = null,
            }
        );
        _invoker = _channel.CreateCallInvoker();
        _service = new GRPCInferenceService.GRPCInferenceServiceClient(_invoker);
    }

    public Uri Address { get; }

    public Task<bool> IsLiveAsync(CancellationToken cancellationToken = default) =>
        CheckAsync(async call => (await _service.ServerLiveAsync(new(), call)).Live, cancellationToken);

    public Task<bool> IsReadyAsync(CancellationToken cancellationToken = default) =>
        CheckAsync(async call => (await _service.ServerReadyAsync(new(), call)).Ready, cancellationToken);

    public Task<bool> IsModelReadyAsync(
        string model,
        long? version = null,
        CancellationToken cancellationToken = default
    ) =>
        CheckAsync(
            async call => (await _service.ModelReadyAsync(new() { Name = model, Version = Text(version) }, call)).Ready,
            cancellationToken
        );

    public async Task<ServerMetadata> GetServerMetadataAsync(CancellationToken cancellationToken = default)
    {
        var metadata = await CallAsync(
            _policy,
            "The server's metadata",
            call => _service.ServerMetadataAsync(new(), call).ResponseAsync,
            cancellationToken
        );
        return new ServerMetadata(metadata.Name, metadata.Version, metadata.Extensions);
    }

    public async Task<ModelMetadata> GetModelMetadataAsync(
        string model,
        long? version = null,
        CancellationToken cancellationToken = default
    )
    {
        var metadata = await CallAsync(
            _policy,
            $"The metadata of model '{model}'",
            call => _service.ModelMetadataAsync(new() { Name = model, Version = Text(version) }, call).ResponseAsync,
            cancellationToken
        );
        return new ModelMetadata(
            metadata.Name,
            metadata.Versions,
            metadata.Platform,
            new ModelSignature(ToSpecs(metadata.Inputs, model), ToSpecs(metadata.Outputs, model))
        );
    }

    public async Task<IReadOnlyList<string>> ListModelsAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            var index = await CallAsync(
                _policy,
                "The list of models",
                call => _service.RepositoryIndexAsync(new(), call).ResponseAsync,
                cancellationToken
            );
            return [.. index.Models.Select(m => m.Name).Distinct(StringComparer.Ordinal)];
        }
        catch (ServingException e) when (e.Code == ServingErrorCode.Unsupported)
        {
            throw new ServingException(
                e.Code,
                $"The server at {Address} does not list its models over gRPC; name the model, or ask its REST port.",
                e
            );
        }
    }

    public async Task<InferenceResponse> InferAsync(
        InferenceRequest request,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        // Written out here: the transport would read the tensors' memory even after a cancelled call has ended.
        var message = GrpcRequestEncoder.ToMessage(request).ToByteArray();
        var response = await CallAsync(
            _policy,
            $"The inference of model '{request.Model}'",
            call => _invoker.AsyncUnaryCall(ModelInfer.Method, host: null, call, message).ResponseAsync,
            cancellationToken
        );
        return GrpcResponseReader.Read(response);
    }

    public ValueTask DisposeAsync()
    {
        _channel.Dispose();
        return ValueTask.CompletedTask;
    }

    // In the protocol an empty version is none.
    private static string Text(long? version) => version?.ToString() ?? "";

    private static TensorSpec[] ToSpecs(
        IEnumerable<ModelMetadataResponse.Types.TensorMetadata> tensors,
        string model
    ) => [.. tensors.Select(t => MetadataSpec.Create(model, t.Name, t.Datatype, [.. t.Shape]))];

    private async Task<bool> CheckAsync(Func<CallOptions, Task<bool>> check, CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync(_once, "The health check", check, cancellationToken);
        }
        catch (ServingException)
        {
            return false;
        }
    }

    private Task<T> CallAsync<T>(
        CallPolicy policy,
        string what,
        Func<CallOptions, Task<T>> call,
        CancellationToken cancellationToken
    ) =>
        policy.RunAsync(
            what,
            async (deadline, token) =>
            {
                try
                {
                    return await call(
                        new CallOptions(deadline: DateTime.UtcNow + deadline.Remaining, cancellationToken: token)
                    );
                }
                catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && token.IsCancellationRequested)
                {
                    throw new OperationCanceledException(e.Message, e, token);
                }
                catch (RpcException e)
                {
                    throw GrpcFailures.From(Address, what, e);
                }
            },
            cancellationToken
        );
}
