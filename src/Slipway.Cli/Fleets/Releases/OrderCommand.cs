using System.CommandLine;
using Slipway.Cli.Fleets.CommandLine;
using Slipway.Cli.Fleets.Locating;
using Slipway.Deployment.Fleet;

namespace Slipway.Cli.Fleets.Releases;

/// <summary>A person's order to a release, and what came of it.</summary>
internal abstract class OrderCommand : ServiceCommand
{
    private readonly WaitArguments _wait = new();

    protected OrderCommand(string name, string description, CliEnvironment environment)
        : base(name, description, environment) { }

    protected void AddOptions()
    {
        _wait.AddTo(this);
        AddFleet();
    }

    protected abstract Task OrderAsync(
        ParseResult result,
        IFleet fleet,
        string service,
        CancellationToken cancellationToken
    );

    /// <summary>Whether the order was carried out, or cannot be any more.</summary>
    /// <param name="before">The release when the order was given.</param>
    /// <param name="now">As it is.</param>
    protected abstract bool IsDone(RolloutStatus? before, ServiceStatus now);

    /// <summary>What came of it, in a sentence.</summary>
    /// <exception cref="CliException">Something else than was ordered.</exception>
    protected abstract string Tell(string service, ServiceStatus now);

    protected override async Task<int> RunAsync(
        ParseResult result,
        IFoundFleet known,
        IFleet fleet,
        CancellationToken cancellationToken
    )
    {
        var service = Service(result);
        var status = await fleet.GetStatusAsync(cancellationToken);
        var before = status.Services.FirstOrDefault(each => each.Name == service)?.Rollout;
        await OrderAsync(result, fleet, service, cancellationToken);
        if (!_wait.Waits(result))
        {
            await Console.Output.WriteLineAsync($"{service} was told to; 'slipway status' shows it.");
            return ExitCodes.Ok;
        }

        var now = await new ReleaseWatch(Console, known, fleet).UntilAsync(
            service,
            seen => IsDone(before, seen),
            cancellationToken
        );
        await Console.Output.WriteLineAsync(CliConsole.Plain(Tell(service, now)));
        return ExitCodes.Ok;
    }
}
