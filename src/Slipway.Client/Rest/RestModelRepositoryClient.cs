using System.Net.Http.Headers;
using System.Text.Json;
using Slipway.Client.Resilience;

namespace Slipway.Client.Rest;

internal sealed class RestModelRepositoryClient(Uri address, InferenceClientOptions options) : IModelRepositoryClient
{
    private readonly RestTransport _transport = new(address, options);
    private readonly CallPolicy _policy = new(options with { Retry = RetryOptions.None });

    public async Task<IReadOnlyList<RepositoryEntry>> IndexAsync(CancellationToken cancellationToken = default)
    {
        var body = await SendAsync(
            HttpMethod.Post,
            RestPaths.RepositoryIndex,
            null,
            "The index of models",
            async (response, token) =>
            {
                await using var stream = await response.Content.ReadAsStreamAsync(token);
                return await JsonSerializer.DeserializeAsync(
                        stream,
                        RestContracts.Default.ListRepositoryEntryBody,
                        token
                    ) ?? throw new JsonException("The body is null.");
            },
            cancellationToken
        );
        return
        [
            .. body.Select(entry => new RepositoryEntry(
                entry.Name ?? "",
                entry.Version ?? "",
                entry.State ?? "",
                entry.Reason,
                entry.Labels ?? [],
                entry.Cause
            )),
        ];
    }

    public Task LoadAsync(string model, CancellationToken cancellationToken = default) =>
        OrderAsync(
            HttpMethod.Post,
            RestPaths.RepositoryModel(model) + "/load",
            null,
            $"The order to load model '{model}'",
            cancellationToken
        );

    public Task UnloadAsync(string model, bool withDependents = false, CancellationToken cancellationToken = default) =>
        OrderAsync(
            HttpMethod.Post,
            RestPaths.RepositoryModel(model) + "/unload",
            withDependents ? """{"parameters":{"unload_dependents":true}}""" : null,
            $"The order to unload model '{model}'",
            cancellationToken
        );

    public Task SetLabelAsync(
        string model,
        string label,
        long? version,
        CancellationToken cancellationToken = default
    ) =>
        OrderAsync(
            version is null ? HttpMethod.Delete : HttpMethod.Put,
            $"{RestPaths.RepositoryModel(model)}/labels/{Uri.EscapeDataString(label)}",
            version is { } number ? $$"""{"version":{{number}}}""" : null,
            $"The label '{label}' of model '{model}'",
            cancellationToken
        );

    public ValueTask DisposeAsync()
    {
        _transport.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<bool> OrderAsync(
        HttpMethod method,
        string path,
        string? json,
        string what,
        CancellationToken cancellationToken
    ) => SendAsync(method, path, json, what, static (_, _) => Task.FromResult(true), cancellationToken);

    private Task<T> SendAsync<T>(
        HttpMethod method,
        string path,
        string? json,
        string what,
        Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken
    ) =>
        _policy.RunAsync(
            what,
            (_, token) =>
                _transport.SendAsync(
                    () =>
                        new HttpRequestMessage(method, path)
                        {
                            Content = json is null
                                ? null
                                : new StringContent(json, new MediaTypeHeaderValue("application/json")),
                        },
                    read,
                    what,
                    token
                ),
            cancellationToken
        );
}
