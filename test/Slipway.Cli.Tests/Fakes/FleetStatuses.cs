using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;

namespace Slipway.Cli.Tests.Fakes;

/// <summary>Fleets as a supervisor tells of them.</summary>
internal static class FleetStatuses
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 3, 12, 0, 0, TimeSpan.Zero);

    public static FleetStatus Fleet(params ServiceStatus[] services) =>
        new()
        {
            Name = "trial",
            Target = FleetTarget.Process,
            Directory = "/fleets/trial",
            Gateway = new GatewayStatus
            {
                State = ReplicaState.Ready,
                Http = "http://127.0.0.1:8080",
                Grpc = "http://127.0.0.1:8081",
                ProcessId = 7,
            },
            Services = services,
            Pipelines = [],
            Remarks = [],
        };

    /// <summary>A service of revision 1, all of whose traffic that has.</summary>
    public static ServiceStatus Service(
        string name = "iris",
        ServiceState state = ServiceState.Ready,
        int ready = 1,
        int desired = 1,
        string? why = null
    ) =>
        new()
        {
            Name = name,
            State = state,
            Why = why,
            Models = [name],
            Revisions =
            [
                Revision(
                    1,
                    weight: 1,
                    replicas: [.. Enumerable.Range(1, desired).Select(i => Replica($"{name}-1-{i}", 100 + i))]
                ),
            ],
            Desired = desired,
            Ready = ready,
        };

    public static RevisionStatus Revision(int number, double weight, params ReplicaStatus[] replicas) =>
        new()
        {
            Number = number,
            Weight = weight,
            Source = $"models/{number}",
            Created = Noon,
            Replicas = replicas,
        };

    public static ReplicaStatus Replica(string name, int? process, ReplicaState state = ReplicaState.Ready) =>
        new()
        {
            Name = name,
            State = state,
            ProcessId = process,
        };

    /// <summary>A release of revision 2, as far as it is.</summary>
    /// <param name="phase">How far.</param>
    /// <param name="reason">Why.</param>
    /// <param name="started">In minutes after the first.</param>
    /// <param name="step">Of three, where it is a canary.</param>
    public static RolloutStatus Rollout(RolloutPhase phase, string reason = "so", int started = 0, int step = 0) =>
        new()
        {
            Stable = 1,
            Candidate = 2,
            Strategy = RolloutStrategy.Canary,
            Phase = phase,
            Step = step,
            Steps = 3,
            Started = Noon.AddMinutes(started),
            Gates = [],
            Reason = reason,
        };
}
