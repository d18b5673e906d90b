using System.Text.Json.Nodes;
using Slipway.Errors;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Applying;

namespace Slipway.Kubernetes.Running.Orders;

/// <summary>The subresource <c>scale</c>.</summary>
internal static class Replicas
{
    public static Task SetAsync(
        ResourceApi api,
        ResourceKind kind,
        string space,
        string name,
        int replicas,
        CancellationToken token
    )
    {
        if (replicas < 0)
            throw ServingException.InvalidArgument($"{name} cannot have {replicas} replicas.");
        return api.MergeAsync<JsonObject>(
            kind,
            space,
            name,
            new { spec = new { replicas } },
            new MergeOptions(FieldManagers.Scale, "scale"),
            token
        );
    }

    /// <param name="service">Whose replicas.</param>
    /// <param name="by">By what they are reckoned.</param>
    public static ServingException Reckoned(string service, string by) =>
        new(
            ServingErrorCode.FailedPrecondition,
            $"The replicas of {service} are reckoned by {by}. Set 'scaling.min' and 'scaling.max' in the manifest, or take 'scaling' out to "
                + "set their number yourself."
        );
}
