using k8s.Models;
using Slipway.Kubernetes.Pods;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Causes;

/// <summary>What to do about a container that was killed for want of memory: the figure to set.</summary>
internal static class MemoryCause
{
    private const string Memory = "memory";
    private const int Reserve = 2;

    public static string Of(V1Pod pod, string container)
    {
        var resources = pod.Spec?.Containers?.FirstOrDefault(each => each.Name == container)?.Resources;
        if (resources?.Limits?.TryGetValue(Memory, out var limit) != true)
            return "it has no limit, and its node had no more. Set resources.requests.memory to what it needs, so that it is placed where there is that much.";
        var bytes = limit!.ToInt64();
        var measured =
            pod.Metadata.Annotations?.TryGetValue(SlipwayGroup.MemoryAnnotation, out var text) == true
                ? new ResourceQuantity(text).ToInt64()
                : 0;
        // Room for the tensors of requests, as where nobody sets a limit.
        return bytes < measured * Reserve
            ? $"it needs more than its limit of {limit}. Loading its model takes about {ResourceNeeds.Bytes(measured)}, by what was measured: "
                + $"set resources.limits.memory to {ResourceNeeds.Bytes(measured * Reserve)}, or leave it out."
            : $"it needs more than its limit of {limit}. Set resources.limits.memory to {ResourceNeeds.Bytes(bytes * Reserve)}.";
    }
}
