using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using k8s.Models;

namespace Slipway.Kubernetes.Api;

/// <summary>
/// The API server's verbs over contracts of any kind; connection and login are KubernetesClient's, whose own generic client knows
/// neither pages, nor bookmarks, nor field managers.
/// </summary>
/// <param name="client">Not disposed here.</param>
public sealed class ResourceApi(k8s.Kubernetes client)
{
    private const int PageSize = 500;
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly MediaTypeHeaderValue ApplyPatch = new("application/apply-patch+yaml");
    private static readonly MediaTypeHeaderValue MergePatch = new("application/merge-patch+json");

    /// <returns>Null where there is none.</returns>
    /// <exception cref="ApiException">The server refused.</exception>
    public async Task<T?> FindAsync<T>(ResourceKind kind, string? space, string name, CancellationToken token)
        where T : class
    {
        try
        {
            return await SendAsync<T>(HttpMethod.Get, kind.Path(space, name), null, Json, token);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>All of them, page by page, as they were at one moment.</summary>
    /// <param name="kind">What is listed.</param>
    /// <param name="space">A namespace; null for all.</param>
    /// <param name="labels">A selector; null for no condition.</param>
    /// <param name="token">Ends it.</param>
    public async Task<ResourceList<T>> ListAsync<T>(
        ResourceKind kind,
        string? space,
        string? labels,
        CancellationToken token
    )
        where T : class
    {
        var items = new List<T>();
        string? next = null;
        while (true)
        {
            var query = new Query().Add("labelSelector", labels).Add("limit", Text(PageSize)).Add("continue", next);
            ResourcePage<T> page;
            try
            {
                page = await SendAsync<ResourcePage<T>>(HttpMethod.Get, kind.Path(space) + query, null, Json, token);
            }
            catch (ApiException e) when (e.IsExpired && next is not null)
            {
                // The moment that the first pages are of is no longer kept.
                items.Clear();
                next = null;
                continue;
            }

            items.AddRange(page.Items);
            next = page.Metadata?.ContinueProperty;
            if (string.IsNullOrEmpty(next))
                return new ResourceList<T>(items, page.Metadata?.ResourceVersion ?? "");
        }
    }

    public Task<T> CreateAsync<T>(ResourceKind kind, string? space, T body, CancellationToken token)
        where T : class => SendAsync<T>(HttpMethod.Post, kind.Path(space), body, Json, token);

    /// <summary>Writes it whole; refused as a conflict where it is not of the version that is there.</summary>
    public Task<T> ReplaceAsync<T>(ResourceKind kind, string? space, string name, T body, CancellationToken token)
        where T : class => SendAsync<T>(HttpMethod.Put, kind.Path(space, name), body, Json, token);

    /// <summary>Its status alone.</summary>
    /// <inheritdoc cref="ReplaceAsync"/>
    public Task<T> ReplaceStatusAsync<T>(ResourceKind kind, string? space, string name, T body, CancellationToken token)
        where T : class => SendAsync<T>(HttpMethod.Put, kind.Path(space, name, "status"), body, Json, token);

    /// <summary>RFC 7386.</summary>
    public Task<T> MergeAsync<T>(ResourceKind kind, string? space, string name, object patch, CancellationToken token)
        where T : class => SendAsync<T>(HttpMethod.Patch, kind.Path(space, name), patch, MergePatch, token);

    /// <summary>A part of it alone, such as its scale, by a manager of its own.</summary>
    /// <inheritdoc cref="MergeAsync{T}(ResourceKind, string?, string, object, CancellationToken)"/>
    public Task<T> MergeAsync<T>(
        ResourceKind kind,
        string? space,
        string name,
        object patch,
        MergeOptions options,
        CancellationToken token
    )
        where T : class
    {
        var query = new Query().Add("fieldManager", options.Manager);
        return SendAsync<T>(
            HttpMethod.Patch,
            kind.Path(space, name, options.Subresource) + query,
            patch,
            MergePatch,
            token
        );
    }

    /// <summary>Server-side apply: makes it, or changes the fields of this manager; those it no longer names are given up.</summary>
    /// <exception cref="ApiException">A conflict: another manager has a field, and it is not forced.</exception>
    public Task<T> ApplyAsync<T>(
        ResourceKind kind,
        string? space,
        string name,
        T body,
        ApplyOptions options,
        CancellationToken token
    )
        where T : class
    {
        var query = new Query()
            .Add("fieldManager", options.Manager)
            .Add("force", options.Force ? "true" : null)
            .Add("dryRun", options.DryRun ? "All" : null)
            .Add("fieldValidation", options.Strict ? "Strict" : null);
        return SendAsync<T>(HttpMethod.Patch, kind.Path(space, name) + query, body, ApplyPatch, token);
    }

    /// <summary>Has it go; what has finalizers goes when they are done.</summary>
    /// <returns>False where there was none.</returns>
    public async Task<bool> DeleteAsync(
        ResourceKind kind,
        string? space,
        string name,
        V1DeleteOptions? options,
        CancellationToken token
    )
    {
        try
        {
            await SendAsync<JsonElement>(HttpMethod.Delete, kind.Path(space, name), options, Json, token);
            return true;
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            return false;
        }
    }

    /// <summary>What happens from a version on, until the server ends it, which it does after some minutes.</summary>
    /// <param name="kind">What is watched.</param>
    /// <param name="space">A namespace; null for all.</param>
    /// <param name="labels">A selector; null for no condition.</param>
    /// <param name="from">A list's, an object's or a bookmark's resource version.</param>
    /// <param name="token">Ends it.</param>
    /// <exception cref="ApiException">The version is no longer kept (<see cref="ApiException.IsExpired"/>), or the server refused.</exception>
    public IAsyncEnumerable<ResourceEvent<T>> WatchAsync<T>(
        ResourceKind kind,
        string? space,
        string? labels,
        string from,
        CancellationToken token
    )
        where T : class
    {
        var query = new Query()
            .Add("watch", "true")
            .Add("labelSelector", labels)
            .Add("resourceVersion", from)
            .Add("allowWatchBookmarks", "true");
        return new ResourceWatch(client).RunAsync<T>(kind.Path(space) + query, token);
    }

    /// <summary>What a container has written, line by line.</summary>
    /// <param name="space">The pod's namespace.</param>
    /// <param name="pod">Its name.</param>
    /// <param name="options">Which container, and which lines.</param>
    /// <param name="token">Ends it.</param>
    /// <exception cref="ApiException">There is no such pod, or its container has not started.</exception>
    public IAsyncEnumerable<PodLogLine> ReadLogAsync(
        string space,
        string pod,
        PodLogOptions options,
        CancellationToken token
    ) => new PodLog(client).ReadAsync(space, pod, options, token);

    private async Task<T> SendAsync<T>(
        HttpMethod method,
        string path,
        object? body,
        MediaTypeHeaderValue type,
        CancellationToken token
    )
    {
        using var request = await ApiRequest.MakeAsync(client, method, path, token);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, ResourceJson.Options));
            request.Content.Headers.ContentType = type;
        }

        using var response = await client.HttpClient.SendAsync(request, token);
        await ApiRequest.EnsureAsync(response, $"{method} {path}", token);
        await using var stream = await response.Content.ReadAsStreamAsync(token);
        return await JsonSerializer.DeserializeAsync<T>(stream, ResourceJson.Options, token)
            ?? throw new ApiException(HttpStatusCode.OK, null, $"{method} {path} was answered with nothing.", null);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
