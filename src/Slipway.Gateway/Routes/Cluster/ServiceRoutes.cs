using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;
using Slipway.Deployment.Routing;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Workloads;

namespace Slipway.Gateway.Routes.Cluster;

/// <summary>A model service as it is routed: its specification's traffic, split as its status says.</summary>
internal static class ServiceRoutes
{
    private const string Stable = "stable";
    private const string Candidate = "candidate";

    /// <param name="service">That is not being deleted.</param>
    /// <param name="models">The names by which it is found.</param>
    /// <param name="endpoints">Of the headless Services of its revisions.</param>
    public static ServiceRoute Of(ModelService service, IReadOnlyList<string> models, ClusterEndpoints endpoints)
    {
        var status = service.Status ?? new ModelServiceStatus();
        var release = status.Release is { State.Ended: null } goesOn ? goesOn : null;
        var holds = Holds(service.Spec, status);
        RevisionRoute[] revisions =
        [
            .. status
                .Revisions.OrderBy(revision => revision.Number)
                .Select(revision => new RevisionRoute
                {
                    Revision = revision.Number,
                    Weight = double.IsFinite(revision.Weight) ? Math.Max(0, revision.Weight) : 0,
                    Label =
                        revision.Number == release?.Candidate ? Candidate
                        : revision.Number == status.Stable ? Stable
                        : null,
                    Endpoints = endpoints.Of(RevisionWorkload.NameOf(service.Metadata.Name, revision.Number)),
                })
                // Those that are kept to go back to have no pods.
                .Where(route => route.Endpoints.Count > 0 || (holds && route.Weight > 0)),
        ];
        return new ServiceRoute
        {
            Service = service.Metadata.Name,
            Description = service.Spec.Description,
            Models = models,
            Traffic = service.Spec.Traffic ?? new TrafficConfig(),
            Revisions = revisions,
            Mirror = Mirror(status, release, revisions),
            Holds = holds,
        };
    }

    // Copies that nobody could take would all be failures.
    private static MirrorRoute? Mirror(ModelServiceStatus status, ReleaseInfo? release, RevisionRoute[] revisions) =>
        status.Mirror is > 0 and var share
        && release is not null
        && revisions.Any(route => route.Revision == release.Candidate && route.Endpoints.Count > 0)
            ? new MirrorRoute
            {
                Revision = release.Candidate,
                Share = Math.Min(1, share),
                Compare = release.Config.Gates.Agreement ?? new AgreementGate(),
            }
            : null;

    // A replica that is on its way is waited for; so is one that a sleeping service will be given.
    private static bool Holds(ModelServiceSpec spec, ModelServiceStatus status)
    {
        // The first release of all has failed: nobody comes.
        if (status is { Stable: 0, Release: { State.Ended: not null, Phase: not RolloutPhase.Promoted } })
            return false;
        return spec.Scaling is { } scaling
            ? scaling.Min == 0 || (status.Desired ?? scaling.Min) > 0
            : (spec.Replicas ?? 1) > 0;
    }
}
