using System.Globalization;
using Slipway.Errors;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Applying;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Running.Orders;

/// <summary>What a person wants of a service that the operator has, by the annotation of <see cref="ReleaseOrder"/>.</summary>
internal sealed class ReleaseOrders(ResourceApi api, FleetScope scope, TimeProvider time)
{
    private const string Refused = "refused";

    // An operator that leads answers within a second or two, another takes the lease over within half a minute.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly ResourceKind Kind = ResourceKind.Of<ModelService>();

    public Task PromoteAsync(string service, CancellationToken token) =>
        GiveAsync(service, Order(ReleaseVerb.Promote), token);

    public Task PauseAsync(string service, CancellationToken token) =>
        GiveAsync(service, Order(ReleaseVerb.Pause), token);

    public Task ResumeAsync(string service, CancellationToken token) =>
        GiveAsync(service, Order(ReleaseVerb.Resume), token);

    public Task RollbackAsync(string service, int? revision, CancellationToken token) =>
        GiveAsync(service, Order(ReleaseVerb.Rollback) with { Revision = revision }, token);

    public Task SplitAsync(string service, IReadOnlyDictionary<int, double> weights, CancellationToken token) =>
        GiveAsync(
            service,
            Order(ReleaseVerb.Split) with
            {
                Split = weights.ToDictionary(
                    each => each.Key.ToString(CultureInfo.InvariantCulture),
                    each => each.Value
                ),
            },
            token
        );

    public async Task ScaleAsync(ModelService service, int replicas, CancellationToken token)
    {
        if (service.Spec.Scaling is not null)
            throw Replicas.Reckoned(service.Metadata.Name, "its 'scaling'");
        await Replicas.SetAsync(api, Kind, scope.Namespace, service.Metadata.Name, replicas, token);
    }

    private static ReleaseOrder Order(ReleaseVerb verb) => new() { Id = Guid.NewGuid().ToString("N"), Verb = verb };

    /// <summary>Returns when the operator has carried it out.</summary>
    /// <exception cref="ServingException">FailedPrecondition: it cannot be. Unavailable: no operator takes it.</exception>
    private async Task GiveAsync(string service, ReleaseOrder order, CancellationToken token)
    {
        var patch = new
        {
            metadata = new
            {
                annotations = new Dictionary<string, string> { [SlipwayGroup.OrderAnnotation] = order.Write() },
            },
        };
        var given = await api.MergeAsync<ModelService>(Kind, scope.Namespace, service, patch, token);
        var before = (given.Status?.History ?? []).ToHashSet();
        var until = time.GetUtcNow() + Patience;
        while (time.GetUtcNow() < until)
        {
            var now =
                await api.FindAsync<ModelService>(Kind, scope.Namespace, service, token)
                ?? throw ServingException.NotFound($"{service} was deleted meanwhile.");
            if (now.Status?.HandledOrder == order.Id)
            {
                // The newest first.
                if (
                    now
                        .Status.History.TakeWhile(each => !before.Contains(each))
                        .FirstOrDefault(each => each.Kind == Refused) is
                    { } why
                )
                    throw new ServingException(ServingErrorCode.FailedPrecondition, $"{service}: {why.Message}.");
                return;
            }

            await Task.Delay(Pause, time, token);
        }

        throw ServingException.Unavailable(
            $"No operator has taken the order for {service} within {Patience.TotalSeconds:0} s; it stands, and is carried out when one runs. "
                + "'slipway kubernetes install' puts one into the cluster; the log of the one that is there says what it does."
        );
    }
}
