using Slipway.Cli.Fleets.Locating;
using Slipway.Deployment.Fleet;
using Slipway.Errors;

namespace Slipway.Cli.Fleets.Plans;

/// <summary>Fleets that a supervisor of this machine runs.</summary>
internal sealed class LocalFleets : IFleetSource
{
    public async Task<RunningFleet?> FindAsync(
        string directory,
        string name,
        string? state,
        CancellationToken cancellationToken
    )
    {
        using var fleet = new FleetClient(new FleetRegistry(state).PlaceOf(directory, name).Socket);
        try
        {
            if (await fleet.GetSpecAsync(cancellationToken) is not { } spec)
                return null;
            var status = await fleet.GetStatusAsync(cancellationToken);
            return new RunningFleet(spec, Digests(status));
        }
        catch (ServingException e) when (e.Code == ServingErrorCode.Unavailable)
        {
            return null;
        }
    }

    private static Dictionary<string, string> Digests(FleetStatus status)
    {
        var digests = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var service in status.Services)
        {
            if ((Labelled(service, "candidate") ?? Labelled(service, "stable"))?.Digest is { } digest)
                digests[service.Name] = digest;
        }

        return digests;
    }

    private static RevisionStatus? Labelled(ServiceStatus service, string label) =>
        service.Revisions.FirstOrDefault(revision => revision.Label == label);
}
