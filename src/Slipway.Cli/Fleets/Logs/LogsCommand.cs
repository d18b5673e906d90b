using System.CommandLine;
using Slipway.Cli.Commands;
using Slipway.Cli.Fleets.CommandLine;
using Slipway.Cli.Fleets.Locating;
using Slipway.Deployment.Fleet;
using Slipway.Kubernetes.Running.Logs;

namespace Slipway.Cli.Fleets.Logs;

/// <summary>What the replicas of a fleet have written.</summary>
internal sealed class LogsCommand : FleetCommand
{
    private const int MostLines = 10_000;

    private readonly Argument<string[]> _services = new("SERVICE")
    {
        Description = "Services, or gateway. Default: all of the fleet.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<bool> _follow = new("--follow", "-f")
    {
        Description = "Go on with what is written from now on, until Ctrl+C.",
    };
    private readonly Option<int> _lines = new("--lines", "-n", "--tail")
    {
        Description = "How many lines of each replica come first.",
        HelpName = "N",
        DefaultValueFactory = _ => 100,
    };
    private readonly Option<bool> _previous = new("--previous", "-p")
    {
        Description = "On Kubernetes: what was written before the last start.",
    };
    private readonly Option<bool> _times = new("--timestamps", "-t")
    {
        Description = "Show when each line was seen, in UTC.",
    };

    public LogsCommand(CliEnvironment environment)
        : base(
            "logs",
            "Show what a fleet's replicas and its gateway have written, with the replica's name before each line.",
            environment,
            FleetArguments.AsOption()
        )
    {
        Add(_services);
        Add(_follow);
        Add(_lines);
        Add(_previous);
        Add(_times);
        AddFleet();
        _lines.Validators.Add(result =>
        {
            if (result.Read<int>() is < 0 or > MostLines)
                result.AddError($"--lines must be from 0 to {MostLines}.");
        });
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("slipway logs -f", "All of them, as they write"),
        new("slipway logs ner facts -n 20", "The last lines of two services"),
        new("slipway logs gateway", "The front door's"),
    ];

    protected override async Task<int> RunAsync(
        ParseResult result,
        IFoundFleet known,
        IFleet fleet,
        CancellationToken cancellationToken
    )
    {
        var printer = new LogPrinter(Console.Output, Console.HasColors, result.GetValue(_times));
        var follows = result.GetValue(_follow);
        var (services, last) = (result.GetValue(_services) ?? [], result.GetValue(_lines));
        var lines = result.GetValue(_previous)
            ? Previous(fleet, follows).GetPreviousLogsAsync(services, last, cancellationToken)
            : fleet.GetLogsAsync(services, last, follows, cancellationToken);
        await foreach (var line in lines)
        {
            printer.Write(line);
        }

        if (!follows)
            return ExitCodes.Ok;
        return known.IsExpected ? throw new CliException(ExitCodes.ServerUnreachable, known.Gone) : ExitCodes.Ok;
    }

    private static IKeepsPreviousLogs Previous(IFleet fleet, bool follows) =>
        follows
            ? throw CliException.Usage("--previous is over, and --follow goes on; leave one of them out.")
            : fleet as IKeepsPreviousLogs
                ?? throw CliException.Usage(
                    "--previous is for fleets on Kubernetes; on this machine 'slipway logs' shows what was written before a start as well."
                );
}
