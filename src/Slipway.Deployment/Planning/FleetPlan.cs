using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Slipway.Deployment.Manifest;

namespace Slipway.Deployment.Planning;

/// <summary>
/// What would change if a manifest were applied: one entry for the fleet where it moves, then one for each service, each pipeline
/// and the gateway, what stays as it is among them. Pure.
/// </summary>
public sealed record FleetPlan
{
    public required IReadOnlyList<PlannedChange> Changes { get; init; }

    /// <summary>Whether nothing would change.</summary>
    public bool IsEmpty => Changes.All(change => change.Kind == ChangeKind.None);

    /// <param name="current">Null: nothing runs.</param>
    /// <param name="wanted">What is to run.</param>
    public static FleetPlan Compare(FleetForm? current, FleetForm wanted)
    {
        var old = current?.Manifest ?? new FleetManifest();
        return new FleetPlan
        {
            Changes =
            [
                .. current is null ? [] : FleetChanges(old, wanted.Manifest),
                .. ServiceChanges(current ?? new FleetForm(old), wanted),
                .. PipelineChanges(old.Pipelines, wanted.Manifest.Pipelines),
                GatewayChange(current?.Manifest, wanted.Manifest),
            ],
        };
    }

    private static IEnumerable<PlannedChange> FleetChanges(FleetManifest old, FleetManifest wanted)
    {
        if (old.Target != wanted.Target)
            yield return new PlannedChange
            {
                Kind = ChangeKind.Change,
                Subject = ChangeSubject.Fleet,
                Name = wanted.Name ?? "",
                Summary = "every replica is started anew on the other target",
                Details = [new PlannedDetail("target", Text(old.Target), Text(wanted.Target), MakesRevision: false)],
            };
    }

    private static IEnumerable<PlannedChange> ServiceChanges(FleetForm current, FleetForm wanted)
    {
        foreach (var (name, service) in wanted.Manifest.Services)
        {
            yield return current.Manifest.Services.TryGetValue(name, out var old)
                ? ServiceChange.Compare(
                    name,
                    (old, current.Digests.GetValueOrDefault(name)),
                    (service, wanted.Digests.GetValueOrDefault(name))
                )
                : ServiceChange.Add(name, service);
        }

        foreach (var name in current.Manifest.Services.Keys.Where(name => !wanted.Manifest.Services.ContainsKey(name)))
        {
            yield return ServiceChange.Remove(name);
        }
    }

    private static IEnumerable<PlannedChange> PipelineChanges(
        Dictionary<string, PipelineConfig> old,
        Dictionary<string, PipelineConfig> wanted
    )
    {
        foreach (var (name, pipeline) in wanted)
        {
            yield return old.TryGetValue(name, out var before)
                ? InPlace(ChangeSubject.Pipeline, name, Tree(before, PipelineType), Tree(pipeline, PipelineType))
                : new PlannedChange
                {
                    Kind = ChangeKind.Add,
                    Subject = ChangeSubject.Pipeline,
                    Name = name,
                    Summary = Steps(pipeline.Nodes.Values.Sum(node => node.Steps.Count)),
                    Details = [],
                };
        }

        foreach (var name in old.Keys.Where(name => !wanted.ContainsKey(name)))
        {
            yield return new PlannedChange
            {
                Kind = ChangeKind.Remove,
                Subject = ChangeSubject.Pipeline,
                Name = name,
                Summary = "",
                Details = [],
            };
        }
    }

    private static PlannedChange GatewayChange(FleetManifest? old, FleetManifest wanted)
    {
        var name = wanted.Name ?? "";
        if (old is not null)
            return InPlace(
                ChangeSubject.Gateway,
                name,
                Tree(old.Gateway, DeploymentJson.Default.GatewayConfig),
                Tree(wanted.Gateway, DeploymentJson.Default.GatewayConfig)
            );
        var gateway = wanted.Gateway;
        return new PlannedChange
        {
            Kind = ChangeKind.Add,
            Subject = ChangeSubject.Gateway,
            Name = name,
            Summary = $"at {gateway.Host}, REST {Port(gateway.Port)}, gRPC {Port(gateway.GrpcPort)}",
            Details = [],
        };
    }

    private static PlannedChange InPlace(ChangeSubject subject, string name, JsonObject old, JsonObject wanted)
    {
        var details = ValueDifferences
            .Of(old, wanted)
            .Select(d => new PlannedDetail(d.Path, d.From, d.To, MakesRevision: false))
            .ToList();
        return new PlannedChange
        {
            Kind = details.Count > 0 ? ChangeKind.Change : ChangeKind.None,
            Subject = subject,
            Name = name,
            Summary =
                details.Count == 0 ? ""
                : subject == ChangeSubject.Gateway ? "the gateway is started anew"
                : "in place",
            Details = details,
        };
    }

    private static JsonTypeInfo<PipelineConfig> PipelineType => DeploymentJson.Default.PipelineConfig;

    private static JsonObject Tree<T>(T value, JsonTypeInfo<T> type) =>
        JsonSerializer.SerializeToNode(value, type)!.AsObject();

    private static string Text(FleetTarget target) => target.ToString().ToLowerInvariant();

    private static string Steps(int count) => count == 1 ? "1 step" : $"{count} steps";

    private static string Port(int port) => port == 0 ? "on a free port" : $"on {port}";
}
