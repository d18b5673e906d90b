using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using k8s.Models;

namespace Slipway.Kubernetes.Api;

/// <summary>
/// Reads a watch: one JSON document a line, <c>{"type": …, "object": …}</c> (Kubernetes API concepts, "Efficient detection of
/// changes").
/// </summary>
internal sealed class ResourceWatch(k8s.Kubernetes client)
{
    public async IAsyncEnumerable<ResourceEvent<T>> RunAsync<T>(
        string path,
        [EnumeratorCancellation] CancellationToken token
    )
        where T : class
    {
        await foreach (var line in ApiRequest.LinesAsync(client, path, takesAnything: false, token))
        {
            if (line.Length > 0)
                yield return Read<T>(line, path);
        }
    }

    private static ResourceEvent<T> Read<T>(string line, string path)
        where T : class
    {
        var document = JsonSerializer.Deserialize<WatchLine>(line, ResourceJson.Options)!;
        if (document.Type == "ERROR")
        {
            var status = document.Object.Deserialize<V1Status>(ResourceJson.Options);
            throw new ApiException(
                (HttpStatusCode)(status?.Code ?? 500),
                status,
                $"The API server ended the watch {path}: {status?.Message ?? "it does not say why"}",
                null
            );
        }

        var version = document.Object.GetProperty("metadata").GetProperty("resourceVersion").GetString() ?? "";
        var change = Enum.Parse<ResourceChange>(document.Type, ignoreCase: true);
        return new ResourceEvent<T>(
            change,
            change == ResourceChange.Bookmark ? null : document.Object.Deserialize<T>(ResourceJson.Options),
            version
        );
    }

    private sealed record WatchLine
    {
        public required string Type { get; init; }

        public JsonElement Object { get; init; }
    }
}
