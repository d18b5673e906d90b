using System.CommandLine;
using Slipway.Cli.Commands;
using Slipway.Cli.Fleets.CommandLine;
using Slipway.Cli.Fleets.Locating;
using Slipway.Cli.Fleets.Watching;
using Slipway.Deployment.Fleet;

namespace Slipway.Cli.Fleets.Replicas;

/// <summary>Replaces the replicas of a service by new ones of the same revision.</summary>
internal sealed class RestartCommand : ServiceCommand
{
    private readonly WaitArguments _wait = new();

    public RestartCommand(CliEnvironment environment)
        : base(
            "restart",
            "Replace a service's replicas, one after the other: each ends only when another is ready in its place.",
            environment
        )
    {
        _wait.AddTo(this);
        AddFleet();
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [new("slipway restart ner", "Returns when every replica is a new process")];

    protected override async Task<int> RunAsync(
        ParseResult result,
        IFoundFleet known,
        IFleet fleet,
        CancellationToken cancellationToken
    )
    {
        var service = Service(result);
        var before = await ReplicasAsync(fleet, service, cancellationToken);
        await fleet.RestartAsync(service, cancellationToken);
        if (_wait.Waits(result))
        {
            await new ServiceWait(Console, known, fleet).UntilAsync(
                service,
                seen => Readiness.IsReady(seen) && !Replicas(seen).Overlaps(before),
                cancellationToken
            );
        }

        await Console.Output.WriteLineAsync(
            _wait.Waits(result) ? $"{service} was restarted." : $"{service} is being restarted."
        );
        return ExitCodes.Ok;
    }

    private static async Task<HashSet<(string, int?, DateTimeOffset?)>> ReplicasAsync(
        IFleet fleet,
        string service,
        CancellationToken cancellationToken
    )
    {
        var status = await fleet.GetStatusAsync(cancellationToken);
        // One that there is none of is told by the order itself.
        return status.Services.FirstOrDefault(each => each.Name == service) is { } found ? Replicas(found) : [];
    }

    // Processes have ids; a pod has a name that no other has, and starts once more in it.
    private static HashSet<(string, int?, DateTimeOffset?)> Replicas(ServiceStatus service) =>
        [
            .. service
                .Revisions.SelectMany(revision => revision.Replicas)
                .Where(replica => replica.ProcessId is not null || replica.Started is not null)
                .Select(replica => (replica.Name, replica.ProcessId, replica.Started)),
        ];
}
