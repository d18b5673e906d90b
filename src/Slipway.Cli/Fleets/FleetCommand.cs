using System.CommandLine;
using Slipway.Cli.Commands;
using Slipway.Cli.Fleets.CommandLine;
using Slipway.Cli.Fleets.Locating;
using Slipway.Deployment.Fleet;
using Slipway.Kubernetes.Running;

namespace Slipway.Cli.Fleets;

/// <summary>A command about a fleet that was started before, here or in a cluster.</summary>
internal abstract class FleetCommand : SlipwayCommand
{
    private readonly FleetArguments _fleet;

    protected FleetCommand(string name, string description, CliEnvironment environment, FleetArguments fleet)
        : base(name, description)
    {
        Environment = environment;
        _fleet = fleet;
        SetAction(RunOnFleetAsync);
    }

    protected CliEnvironment Environment { get; }

    protected CliConsole Console => Environment.Console;

    /// <summary>Whether the fleet must run for the command to do anything.</summary>
    protected virtual bool NeedsRunning => true;

    /// <summary>To be called last, so that it comes behind the command's own arguments.</summary>
    protected void AddFleet() => _fleet.AddTo(this);

    protected abstract Task<int> RunAsync(
        ParseResult result,
        IFoundFleet known,
        IFleet fleet,
        CancellationToken cancellationToken
    );

    /// <summary>Finds the fleet, and does it.</summary>
    protected async Task<int> RunOnFleetAsync(ParseResult result, CancellationToken cancellationToken)
    {
        if (_fleet.FindInCluster(result, Environment) is { } inCluster)
        {
            return await _fleet.Cluster.UseAsync(
                result,
                Environment,
                api =>
                    RunAsync(
                        result,
                        inCluster,
                        new KubernetesFleet(api, inCluster.Scope, TimeProvider.System),
                        cancellationToken
                    )
            );
        }

        var known = _fleet.Find(result);
        if (NeedsRunning && !known.Runs)
            throw Absence(known);
        using var fleet = new FleetClient(known.Place.Socket);
        return await RunAsync(result, known, fleet, cancellationToken);
    }

    private static CliException Absence(KnownFleet known) =>
        new(
            ExitCodes.ServerUnreachable,
            known.IsAbandoned
                ? $"The supervisor of {known.Name} is gone, though what it ran may run on: 'slipway up --detach {known.Record.Manifest}' "
                    + "starts another, which takes it over; 'slipway down' ends it."
                : $"{known.Name} does not run: 'slipway up {known.Record.Manifest}' starts it."
        );
}
