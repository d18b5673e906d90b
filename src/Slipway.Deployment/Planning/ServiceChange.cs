using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Deployment.Manifest;

namespace Slipway.Deployment.Planning;

/// <summary>What changes with a service that is there already, and what becomes of one that comes or goes.</summary>
internal static class ServiceChange
{
    // What is in them may be a secret.
    private static readonly string[] Untold = ["environment", "arguments"];

    public static PlannedChange Add(string name, ServiceConfig service) =>
        new()
        {
            Kind = ChangeKind.Add,
            Subject = ChangeSubject.Service,
            Name = name,
            NewRevision = true,
            Summary = $"{Replicas(service)} of {Source(service)}",
            Details = [],
        };

    public static PlannedChange Remove(string name) =>
        new()
        {
            Kind = ChangeKind.Remove,
            Subject = ChangeSubject.Service,
            Name = name,
            Summary = "its replicas finish their requests and end",
            Details = [],
        };

    public static PlannedChange Compare(
        string name,
        (ServiceConfig Service, string? Digest) from,
        (ServiceConfig Service, string? Digest) to
    )
    {
        var isSame = from.Digest is not null && from.Digest == to.Digest;
        var details = ValueDifferences
            .Of(Tree(from.Service), Tree(to.Service))
            .Select(difference => Detail(difference.Path, difference.From, difference.To, isSame))
            .ToList();
        if (from.Digest is { } old && to.Digest is { } fresh && !isSame)
            details.Insert(0, new PlannedDetail("content", Short(old), Short(fresh), MakesRevision: true));
        var newRevision = details.Exists(detail => detail.MakesRevision);
        return new PlannedChange
        {
            Kind = details.Count > 0 ? ChangeKind.Change : ChangeKind.None,
            Subject = ChangeSubject.Service,
            Name = name,
            NewRevision = newRevision,
            Summary =
                details.Count == 0 ? ""
                : newRevision ? $"a new revision takes over, {Strategy(to.Service)}"
                : "in place",
            Details = details,
        };
    }

    private static PlannedDetail Detail(string path, string from, string to, bool isSame)
    {
        var field = path.Split('.', '[')[0];
        var told = !Untold.Contains(field);
        // The same content in another place is the same thing.
        var counts = RevisionKey.Fields.Contains(field) && !(isSame && RevisionKey.IsSource(field));
        return new PlannedDetail(path, told ? from : null, told ? to : null, counts);
    }

    // With the defaults of what is left out, so that saying them changes nothing.
    private static JsonObject Tree(ServiceConfig service) =>
        JsonSerializer
            .SerializeToNode(
                service with
                {
                    Replicas = service.Scaling is null ? service.Replicas ?? 1 : null,
                    Resources = service.Resources ?? new ResourcesConfig(),
                    Environment = service.Environment ?? [],
                    Arguments = service.Arguments ?? [],
                    Server = service.Server ?? new ServerConfig(),
                    Traffic = service.Traffic ?? new TrafficConfig(),
                    Rollout = service.Rollout ?? new RolloutConfig(),
                    StartsAfter = service.StartsAfter ?? [],
                    Health = service.Health ?? new HealthConfig(),
                },
                DeploymentJson.Default.ServiceConfig
            )!
            .AsObject();

    private static string Replicas(ServiceConfig service) =>
        service switch
        {
            { Scaling: { } scaling } => $"{scaling.Min} to {scaling.Max} replicas",
            { Replicas: null or 1 } => "1 replica",
            _ => $"{service.Replicas} replicas",
        };

    private static string Source(ServiceConfig service) =>
        service switch
        {
            { Project: { } project } => $"the project {project}",
            { Image: { } image } => $"the image {image}",
            _ => $"the model {service.Model}",
        };

    private static string Strategy(ServiceConfig service)
    {
        var rollout = service.Rollout ?? new RolloutConfig();
        return rollout.Strategy switch
        {
            RolloutStrategy.Canary =>
                $"canary: {string.Join(", ", rollout.Steps.Select(step => $"{step} %"))}, then all traffic",
            RolloutStrategy.BlueGreen => "blue-green",
            RolloutStrategy.Shadow => "after answering copies of requests (shadow)",
            _ => "all at once",
        };
    }

    private static string Short(string digest) => digest.Length > 19 ? digest[..19] : digest;
}
