using System.Text.Json;
using k8s;
using Slipway.Deployment;

namespace Slipway.Kubernetes.Api;

/// <summary>
/// How objects are written: as KubernetesClient does it (camelCase members, CamelCase words), with durations as the manifest has
/// them.
/// </summary>
public static class ResourceJson
{
    public static JsonSerializerOptions Options { get; } = Make(isStrict: false);

    /// <summary>The same, but a member that the contract does not know is an error.</summary>
    public static JsonSerializerOptions Strict { get; } = Make(isStrict: true);

    private static JsonSerializerOptions Make(bool isStrict)
    {
        var options = new JsonSerializerOptions(new KubernetesClientConfiguration().JsonSerializerOptions);
        // Before the client's own, which writes ISO 8601.
        options.Converters.Insert(0, new DurationConverter());
        if (isStrict)
            options.UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow;
        options.MakeReadOnly();
        return options;
    }
}
