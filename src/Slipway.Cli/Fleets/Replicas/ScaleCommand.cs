using System.CommandLine;
using System.Globalization;
using Slipway.Cli.Commands;
using Slipway.Cli.Fleets.CommandLine;
using Slipway.Cli.Fleets.Locating;
using Slipway.Cli.Fleets.Watching;
using Slipway.Deployment.Fleet;

namespace Slipway.Cli.Fleets.Replicas;

/// <summary>Sets how many replicas a service has.</summary>
internal sealed class ScaleCommand : ServiceCommand
{
    private readonly Argument<int> _replicas = new("N")
    {
        Description = "How many replicas it is to have; 0 for none.",
    };
    private readonly WaitArguments _wait = new();

    public ScaleCommand(CliEnvironment environment)
        : base(
            "scale",
            "Set how many replicas a service has, until the manifest says another number. Those that go finish their requests first.",
            environment
        )
    {
        Add(_replicas);
        _wait.AddTo(this);
        AddFleet();
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("slipway scale ner 3", "Returns when three replicas are ready"),
        new("slipway scale ner 0", "It answers nobody until it is scaled up again"),
    ];

    protected override async Task<int> RunAsync(
        ParseResult result,
        IFoundFleet known,
        IFleet fleet,
        CancellationToken cancellationToken
    )
    {
        var (service, replicas) = (Service(result), result.GetValue(_replicas));
        await fleet.ScaleAsync(service, replicas, cancellationToken);
        if (_wait.Waits(result))
        {
            await new ServiceWait(Console, known, fleet).UntilAsync(
                service,
                seen => Readiness.IsReady(seen) && IsSettled(seen, replicas),
                cancellationToken
            );
        }

        var count = replicas == 1 ? "1 replica" : string.Create(CultureInfo.InvariantCulture, $"{replicas} replicas");
        await Console.Output.WriteLineAsync(
            _wait.Waits(result) ? $"{service} has {count}." : $"{service} is to have {count}."
        );
        return ExitCodes.Ok;
    }

    // During a release two revisions have as many each; those that are to end are gone.
    private static bool IsSettled(ServiceStatus service, int replicas) =>
        service.Revisions.All(revision =>
            revision.Replicas.All(replica => replica.State != ReplicaState.Stopping)
            && (revision.Replicas.Count == 0 || revision.Replicas.Count == replicas)
        );
}
