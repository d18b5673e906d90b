using System.Text.Json.Nodes;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;

namespace Slipway.Gateway.Tests.Console;

/// <summary>Fleets in few words.</summary>
internal static class Fleets
{
    public static readonly DateTimeOffset Begin = new(2026, 11, 26, 9, 0, 0, TimeSpan.Zero);

    public static FleetStatus Of(params ServiceStatus[] services) =>
        new()
        {
            Name = "newsroom",
            Target = FleetTarget.Process,
            Directory = "/srv/newsroom",
            Gateway = new GatewayStatus
            {
                State = ReplicaState.Ready,
                Http = "http://127.0.0.1:8080",
                Grpc = "http://127.0.0.1:8081",
                ProcessId = 4000,
                MemoryBytes = 91_000_000,
            },
            Services = services,
            Pipelines = [],
            Remarks = [],
        };

    public static ServiceStatus Service(string name, params RevisionStatus[] revisions) =>
        new()
        {
            Name = name,
            State = ServiceState.Ready,
            Models = [name],
            Revisions = revisions,
            Replicas = 1,
            Desired = revisions.Sum(revision => revision.Replicas.Count),
            Ready = revisions.Sum(revision => revision.Replicas.Count),
            MemoryBytes = revisions.Sum(revision => revision.Replicas.Sum(replica => replica.MemoryBytes)),
        };

    public static RevisionStatus Revision(string service, int number, double weight, int replicas = 1) =>
        new()
        {
            Number = number,
            Label = "stable",
            Weight = weight,
            Source = $"../models/{service}",
            Digest = "sha256:" + new string((char)('a' + (number % 6)), 64),
            Created = Begin,
            Replicas =
            [
                .. Enumerable
                    .Range(1, replicas)
                    .Select(index => new ReplicaStatus
                    {
                        Name = $"{service}-{number}-{index}",
                        State = ReplicaState.Ready,
                        ProcessId = 4000 + (number * 10) + index,
                        Http = "http://127.0.0.1:40001",
                        Started = Begin,
                        MemoryBytes = 148_000_000,
                    }),
            ],
        };

    public static RolloutStatus Canary(params GateReading[] gates) =>
        new()
        {
            Stable = 3,
            Candidate = 4,
            Strategy = RolloutStrategy.Canary,
            Phase = RolloutPhase.Stepping,
            Step = 2,
            Steps = 3,
            Started = Begin,
            Gates = gates,
            Reason = "25 % of the traffic, since 40 seconds",
        };

    public static PipelineStatus Pipeline(string name) =>
        new()
        {
            Name = name,
            Description = "Reads a text with all services.",
            Pipeline = new PipelineConfig
            {
                Description = "Reads a text with all services.",
                Input = JsonNode
                    .Parse("""{"type":"object","required":["text"],"properties":{"text":{"type":"string"}}}""")!
                    .AsObject(),
                Example = JsonNode.Parse("""{"text":"Ada Lovelace was in London."}"""),
                Nodes = new Dictionary<string, NodeConfig>
                {
                    ["root"] = new()
                    {
                        Type = NodeKind.Sequence,
                        Steps =
                        [
                            new StepConfig { Node = "read" },
                            new StepConfig { Service = "facts", When = "$steps.ner.entities" },
                        ],
                    },
                    ["read"] = new()
                    {
                        Type = NodeKind.Ensemble,
                        Steps =
                        [
                            new StepConfig { Service = "ner" },
                            new StepConfig { Service = "topic", OnFailure = StepFailure.Continue },
                        ],
                    },
                },
            },
        };
}
