using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Client.Resilience;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Rest;

namespace Slipway.Client.Rest;

internal sealed class RestInferenceClient : IInferenceClient
{
    // The server is the caller's choice and answers with what the model computes: only the size of one tensor bounds it.
    private static readonly RestDecoderLimits Limits = new() { MaxBodyBytes = long.MaxValue };

    private readonly RestTransport _transport;
    private readonly InferenceClientOptions _options;
    private readonly CallPolicy _policy;
    private readonly CallPolicy _once;

    public RestInferenceClient(Uri address, InferenceClientOptions options)
    {
        _options = options;
        _policy = new CallPolicy(options);
        _once = new CallPolicy(options with { Retry = RetryOptions.None });
        _transport = new RestTransport(address, options);
    }

    public Uri Address => _transport.Address;

    public Task<bool> IsLiveAsync(CancellationToken cancellationToken = default) =>
        CheckAsync(RestPaths.Live, cancellationToken);

    public Task<bool> IsReadyAsync(CancellationToken cancellationToken = default) =>
        CheckAsync(RestPaths.Ready, cancellationToken);

    public Task<bool> IsModelReadyAsync(
        string model,
        long? version = null,
        CancellationToken cancellationToken = default
    ) => CheckAsync(RestPaths.ModelReady(model, version), cancellationToken);

    public async Task<ServerMetadata> GetServerMetadataAsync(CancellationToken cancellationToken = default)
    {
        var body = await GetAsync(
            RestPaths.Server,
            RestContracts.Default.ServerMetadataBody,
            "The server's metadata",
            cancellationToken
        );
        return new ServerMetadata(body.Name ?? "", body.Version ?? "", body.Extensions ?? []);
    }

    public async Task<ModelMetadata> GetModelMetadataAsync(
        string model,
        long? version = null,
        CancellationToken cancellationToken = default
    ) =>
        RestMetadata.ToModel(
            await GetAsync(
                RestPaths.Model(model, version),
                RestContracts.Default.ModelMetadataBody,
                $"The metadata of model '{model}'",
                cancellationToken
            ),
            model
        );

    public async Task<IReadOnlyList<string>> ListModelsAsync(CancellationToken cancellationToken = default)
    {
        var body = await GetAsync(
            RestPaths.Models,
            RestContracts.Default.ModelListBody,
            "The list of models",
            cancellationToken
        );
        return body.Models ?? [];
    }

    public Task<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var path = RestPaths.Infer(request.Model);
        var what = $"The inference of model '{request.Model}'";
        return _policy.RunAsync(
            what,
            (deadline, token) =>
                _transport.SendAsync(
                    () =>
                        new HttpRequestMessage(HttpMethod.Post, path)
                        {
                            Content = new EncodedContent(
                                RestRequestEncoder.Encode(
                                    RequestTimeout.Apply(request, deadline.Remaining),
                                    _options.BinaryTensors
                                )
                            ),
                        },
                    DecodeAsync,
                    what,
                    token
                ),
            cancellationToken
        );
    }

    public ValueTask DisposeAsync()
    {
        _transport.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<InferenceResponse> DecodeAsync(HttpResponseMessage response, CancellationToken token)
    {
        int? headerLength = null;
        if (response.Content.Headers.TryGetValues(RestHeaders.InferenceHeaderContentLength, out var onContent))
            headerLength = ParseLength(onContent);
        else if (response.Headers.TryGetValues(RestHeaders.InferenceHeaderContentLength, out var onResponse))
            headerLength = ParseLength(onResponse);

        await using var stream = await response.Content.ReadAsStreamAsync(token);
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        try
        {
            var length = response.Content.Headers.ContentLength;
            return await RestResponseDecoder.DecodeAsync(reader, length, headerLength, Limits, token);
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static int? ParseLength(IEnumerable<string> values) =>
        int.TryParse(values.First(), out var length)
            ? length
            : throw ServingException.Internal(
                $"The server's {RestHeaders.InferenceHeaderContentLength} header is not a number: '{values.First()}'."
            );

    private Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, string what, CancellationToken cancellationToken) =>
        _policy.RunAsync(
            what,
            (_, token) =>
                _transport.SendAsync(
                    () => new HttpRequestMessage(HttpMethod.Get, path),
                    async (response, inner) =>
                    {
                        await using var stream = await response.Content.ReadAsStreamAsync(inner);
                        return await JsonSerializer.DeserializeAsync(stream, type, inner)
                            ?? throw new JsonException("The body is null.");
                    },
                    what,
                    token
                ),
            cancellationToken
        );

    private async Task<bool> CheckAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await _once.RunAsync(
                $"The check {path}",
                async (_, token) =>
                {
                    using var response = await _transport.GetAsync(path, token);
                    return response.IsSuccessStatusCode;
                },
                cancellationToken
            );
        }
        catch (Exception e) when (e is HttpRequestException or ServingException)
        {
            return false;
        }
    }
}
