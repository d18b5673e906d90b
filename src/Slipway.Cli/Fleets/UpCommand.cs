using System.CommandLine;
using Slipway.Cli.Commands;
using Slipway.Cli.Fleets.CommandLine;
using Slipway.Cli.Fleets.Locating;
using Slipway.Cli.Fleets.Plans;
using Slipway.Cli.Fleets.Starting;
using Slipway.Cli.Fleets.Watching;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;

namespace Slipway.Cli.Fleets;

/// <summary>Starts a fleet, or makes the one that runs what its manifest says.</summary>
internal sealed class UpCommand : SlipwayCommand
{
    private readonly CliEnvironment _environment;
    private readonly ManifestArguments _manifest = new();
    private readonly Option<string?> _state = StateOption.Create();
    private readonly Option<bool> _detach = new("--detach", "-d")
    {
        Description =
            "Return when every service is ready, and leave the fleet running; exits with 7 where one does not become so, with 8 where its golden requests are answered wrongly.",
    };
    private readonly Option<double> _timeout = new("--timeout")
    {
        Description = "With --detach: how long to wait for that, in seconds.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 600,
    };

    public UpCommand(CliEnvironment environment)
        : base(
            "up",
            "Start the fleet of a slipway.yaml on this machine: every replica a process or a container of its own, one gateway in front. "
                + "Where it runs already, make it what the manifest says now. Without --detach the fleet is shown until Ctrl+C, which takes "
                + "it down where this command started it; a fleet that ran before is left running."
        )
    {
        _environment = environment;
        _manifest.AddTo(this);
        Add(_detach);
        Add(_timeout);
        Add(_state);
        _timeout.Validators.Add(result =>
        {
            if (result.Read<double>() is not (> 0 and <= 86_400))
                result.AddError("--timeout must be over 0 and at most 86400 seconds.");
        });
        SetAction(RunAsync);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("slipway up samples/newsroom", "Start it and look at it; Ctrl+C takes it down"),
        new("slipway up --detach", "Start this folder's, and return when it is ready"),
        new("slipway up --target container", "With Docker or Podman"),
        new("slipway up -e production --set replicas=3", "With an overlay, and another value of a variable"),
    ];

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new CliException(
                ExitCodes.Failure,
                "Fleets run on Linux and macOS. On Windows use WSL, or 'slipway serve' for one model."
            );
        }

        var launcher = new SupervisorLauncher(_environment);
        var start = new FleetStart(_environment, launcher);
        var registry = new FleetRegistry(result.GetValue(_state));
        var reading = start.Read(_manifest.Path(result), _manifest.Options(result, _environment), registry);
        var known = registry.Of(reading.File, reading.Manifest!.Name!);
        var spec = await new FleetSpecFactory(_environment).MakeAsync(reading, known.Place, cancellationToken);
        using var fleet = new FleetClient(known.Place.Socket);

        // A machine that went down has left a supervisor's traces, and nothing that runs: who starts it again owns it.
        var isLeftover = known.IsAbandoned && !known.HasGateway;
        var ranBefore = known.Runs || known.HasGateway;
        FleetChanges? applied = null;
        try
        {
            await launcher.EnsureAsync(known, cancellationToken);
            if (ranBefore)
                await TellPlanAsync(reading, known, result.GetValue(_state), cancellationToken);
            applied = await start.ApplyAsync(known, spec, fleet, cancellationToken);
            foreach (var change in applied.Changes)
            {
                await _environment.Console.Error.WriteLineAsync(CliConsole.Plain($"  {change}"));
            }
        }
        finally
        {
            if (applied is null)
                await FleetStart.EndIdleAsync(fleet);
        }

        if (!result.GetValue(_detach))
        {
            using var foreground = new ForegroundFleet(
                _environment.Signals,
                launcher,
                known,
                fleet,
                isOwner: applied.IsNew || isLeftover
            );
            return _environment.Console.IsLive
                ? await LiveDisplay.RunAsync(_environment.Console, foreground.RunAsync)
                : await foreground.RunAsync(new PlainDisplay(_environment.Console.Output));
        }

        var timeout = TimeSpan.FromSeconds(result.GetValue(_timeout));
        await new DetachedFleet(_environment.Console, known, fleet).WaitAsync(timeout, cancellationToken);
        return ExitCodes.Ok;
    }

    private async Task TellPlanAsync(
        ManifestReading reading,
        KnownFleet known,
        string? state,
        CancellationToken cancellationToken
    )
    {
        var error = _environment.Console.Error;
        var plan = await new FleetPlanner(_environment.Fleets).PlanAsync(reading, state, cancellationToken);
        if (plan.IsEmpty)
        {
            await error.WriteLineAsync($"{known.Name} runs already.");
            return;
        }

        await error.WriteLineAsync($"{known.Name} runs already; it is changed:");
        PlanReport.Write(error, plan);
    }
}
