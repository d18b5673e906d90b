using System.Globalization;
using k8s.Models;
using Slipway.Deployment.Fleet;

namespace Slipway.Kubernetes.Running.Status;

/// <summary>
/// What happened to services. In the plain form a cluster remembers revisions alone: those ReplicaSets that it keeps, by when they were
/// made; one that was gone back to has a new number and its old time.
/// </summary>
internal static class HistoryView
{
    /// <param name="seen">The fleet.</param>
    /// <param name="service">Null: all.</param>
    /// <param name="last">The most entries, the newest.</param>
    public static IReadOnlyList<HistoryEntry> Of(FleetSnapshot seen, string? service, int last) =>
        [
            .. seen
                .ModelServices.SelectMany(each =>
                    (each.Status?.History ?? []).Select(item => new HistoryEntry
                    {
                        At = item.At,
                        Service = each.Metadata.Name,
                        Revision = item.Revision,
                        Kind = item.Kind,
                        Message = item.Message,
                    })
                )
                .Concat(seen.PlainServices.SelectMany(each => OfDeployment(each, seen)))
                .Where(entry => service is null || entry.Service == service)
                .OrderBy(entry => entry.At)
                .ThenBy(entry => entry.Service, StringComparer.Ordinal)
                .ThenBy(entry => entry.Revision)
                .TakeLast(last),
        ];

    private static IEnumerable<HistoryEntry> OfDeployment(V1Deployment deployment, FleetSnapshot seen)
    {
        var sets = seen.RevisionsOf(deployment);
        return sets.Select(
            (set, age) =>
            {
                var number = ReplicaSetRevision.NumberOf(set);
                var cause = ReplicaSetRevision.CauseOf(set) is { } why ? $": {why}" : "";
                var pods = age == 0 ? "" : ", kept to go back to";
                return new HistoryEntry
                {
                    At = ReplicaSetRevision.CreatedOf(set),
                    Service = deployment.Metadata.Name,
                    Revision = number,
                    Kind = "deployed",
                    Message = string.Create(
                        CultureInfo.InvariantCulture,
                        $"revision {number} is {ReplicaSetRevision.ImageOf(set)}{(set.Spec.Replicas > 0 ? "" : pods)}{cause}"
                    ),
                };
            }
        );
    }
}
