using System.Net;
using System.Text.Json;

namespace Slipway.EndToEnd.Tests.Fleets.Cluster;

/// <summary>Whatever a cluster serves, found by its discovery.</summary>
internal static class ClusterObjects
{
    // What a control plane puts into each namespace, and what speaks of objects without being one of anybody's.
    private static readonly string[] Everywhere =
    [
        "serviceaccounts/default",
        "configmaps/kube-root-ca.crt",
        "configmaps/openshift-service-ca.crt",
    ];
    private static readonly string[] Skipped = ["events", "componentstatuses"];

    /// <param name="client">Not disposed here.</param>
    /// <param name="space">Objects of this namespace; null: those of the whole cluster.</param>
    /// <param name="token">Ends it.</param>
    /// <returns>As <c>plural/name</c>.</returns>
    public static async Task<IReadOnlyList<string>> OfAsync(
        k8s.Kubernetes client,
        string? space,
        CancellationToken token
    )
    {
        var groups = await EntriesAsync(client, "apis", "groups", token);
        var found = new List<string>();
        foreach (
            var group in groups
                .Select(each => "apis/" + each.GetProperty("preferredVersion").GetProperty("groupVersion").GetString())
                .Prepend("api/v1")
        )
        {
            foreach (var kind in await EntriesAsync(client, group, "resources", token))
            {
                var plural = kind.GetProperty("name").GetString()!;
                var isListed = kind.GetProperty("verbs").EnumerateArray().Any(verb => verb.GetString() == "list");
                if (
                    !isListed
                    || Skipped.Contains(plural)
                    || kind.GetProperty("namespaced").GetBoolean() == (space is null)
                )
                    continue;
                var path = space is null ? $"{group}/{plural}" : $"{group}/namespaces/{space}/{plural}";
                found.AddRange(
                    (await EntriesAsync(client, path, "items", token)).Select(each =>
                        $"{plural}/{each.GetProperty("metadata").GetProperty("name").GetString()}"
                    )
                );
            }
        }

        return [.. found.Except(Everywhere)];
    }

    // What is served may go while it is asked for.
    private static async Task<IReadOnlyList<JsonElement>> EntriesAsync(
        k8s.Kubernetes client,
        string path,
        string list,
        CancellationToken token
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(client.BaseUri, path));
        if (client.Credentials is { } credentials)
            await credentials.ProcessHttpRequestAsync(request, token);
        using var response = await client.HttpClient.SendAsync(request, token);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return [];
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(token);
        using var document = await JsonDocument.ParseAsync(body, cancellationToken: token);
        return [.. document.RootElement.GetProperty(list).EnumerateArray().Select(each => each.Clone())];
    }
}
