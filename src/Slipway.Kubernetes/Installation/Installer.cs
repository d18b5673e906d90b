using k8s;
using k8s.Models;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Applying;
using Slipway.Kubernetes.Causes;
using Slipway.Kubernetes.Pods;
using Slipway.Kubernetes.Rendering.Output;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Watching;

namespace Slipway.Kubernetes.Installation;

/// <summary>Puts the operator into a cluster, and takes it out again.</summary>
/// <param name="api">The cluster.</param>
/// <param name="time">For pauses.</param>
/// <param name="told">Told what has been done, a line each.</param>
public sealed class Installer(ResourceApi api, TimeProvider time, Action<string> told)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly ObjectApplier _applier = new(api, told);

    /// <summary>Applies the objects; what is there already is changed to them.</summary>
    /// <exception cref="ApiException">The cluster refused one.</exception>
    public async Task InstallAsync(IReadOnlyList<IKubernetesObject<V1ObjectMeta>> objects, CancellationToken token)
    {
        foreach (var value in objects)
        {
            var kind = ResourceKind.Of(value.GetType());
            await _applier.ApplyAsync(kind, ObjectName.Of(value), ObjectJson.Of(value), force: true, token);
        }
    }

    /// <summary>Waits until an operator is ready.</summary>
    /// <returns>Null where it is; else why it is not after so long, in a sentence.</returns>
    public async Task<string?> WaitAsync(string space, TimeSpan timeout, CancellationToken token)
    {
        var until = time.GetUtcNow() + timeout;
        string? why = null;
        while (time.GetUtcNow() < until)
        {
            var name = OperatorInstallation.Name;
            var deployment = await api.FindAsync<V1Deployment>(ResourceKind.Of<V1Deployment>(), space, name, token);
            if (
                deployment?.Status?.ReadyReplicas > 0
                && deployment.Status.ObservedGeneration >= deployment.Metadata.Generation
            )
                return null;
            var pods = await api.ListAsync<V1Pod>(ResourceKind.Of<V1Pod>(), space, $"{FleetLabels.Name}={name}", token);
            why = pods.Items.Select(PodCause.Of).FirstOrDefault(cause => cause is not null)?.Message;
            await Task.Delay(Pause, time, token);
        }

        return why ?? "its pods are on their way";
    }

    /// <summary>The resources that there are, which go with their definitions.</summary>
    public async Task<IReadOnlyList<ObjectName>> ResourcesAsync(CancellationToken token) =>
        [
            .. (await ListAsync<ModelService>(token)).Select(ObjectName.Of),
            .. (await ListAsync<ModelPipeline>(token)).Select(ObjectName.Of),
        ];

    /// <summary>
    /// Takes everything out. Model services go first, while the operator is there to have their requests answered; with their
    /// definitions everything of them goes.
    /// </summary>
    public async Task UninstallAsync(
        IReadOnlyList<IKubernetesObject<V1ObjectMeta>> objects,
        TimeSpan timeout,
        CancellationToken token
    )
    {
        await DeleteAllAsync<ModelPipeline>(token);
        await DeleteAllAsync<ModelService>(token);
        var until = time.GetUtcNow() + timeout;
        while (time.GetUtcNow() < until && (await ListAsync<ModelService>(token)).Count > 0)
        {
            await Task.Delay(Pause, time, token);
        }

        // What its finalizer keeps no operator takes away any more.
        foreach (var left in await ListAsync<ModelService>(token))
        {
            await ReleaseAsync(left, token);
        }

        foreach (var value in objects.Reverse())
        {
            var (kind, meta) = (ResourceKind.Of(value.GetType()), value.Metadata);
            // A namespace that was there before is somebody's.
            if (value is V1Namespace && !await IsOursAsync(kind, meta.Name, token))
                continue;
            await _applier.DeleteAsync(kind, ObjectName.Of(value), token);
        }

        await DeleteControlSecretsAsync(token);
    }

    // The operator made one in each namespace that has gateways, and may delete none.
    private async Task DeleteControlSecretsAsync(CancellationToken token)
    {
        var kind = ResourceKind.Of<V1Secret>();
        var ours = await api.ListAsync<V1Secret>(kind, null, $"{FleetLabels.ManagedBy}={FleetLabels.Slipway}", token);
        foreach (var each in ours.Items.Where(each => each.Metadata.Name == SlipwayGroup.ControlSecret))
        {
            if (await api.DeleteAsync(kind, each.Metadata.NamespaceProperty, each.Metadata.Name, null, token))
                told($"{kind.Kind} {ObjectName.Of(each)}");
        }
    }

    private async Task<bool> IsOursAsync(ResourceKind kind, string name, CancellationToken token) =>
        (await api.FindAsync<V1Namespace>(kind, null, name, token))?.Metadata.Labels is { } labels
        && labels.TryGetValue(FleetLabels.ManagedBy, out var manager)
        && manager == FleetLabels.Slipway;

    private async Task DeleteAllAsync<T>(CancellationToken token)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var kind = ResourceKind.Of<T>();
        foreach (var each in await ListAsync<T>(token))
        {
            await api.DeleteAsync(kind, each.Metadata.NamespaceProperty, each.Metadata.Name, null, token);
            told($"{kind.Kind} {ObjectName.Of(each)}");
        }
    }

    // Where the definition is not there, nothing of it is.
    private async Task<IReadOnlyList<T>> ListAsync<T>(CancellationToken token)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            return (await api.ListAsync<T>(ResourceKind.Of<T>(), null, null, token)).Items;
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            return [];
        }
    }

    private async Task ReleaseAsync(ModelService service, CancellationToken token)
    {
        var patch = new
        {
            metadata = new
            {
                finalizers = (service.Metadata.Finalizers ?? []).Where(each => each != SlipwayGroup.Finalizer).ToList(),
            },
        };
        try
        {
            await api.MergeAsync<ModelService>(
                ResourceKind.Of<ModelService>(),
                service.Metadata.NamespaceProperty,
                service.Metadata.Name,
                patch,
                token
            );
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            // It has gone by itself.
        }
    }
}
