using System.CommandLine;
using Slipway.Cli.Fleets.Locating;
using Slipway.Cli.Kubernetes.Locating;

namespace Slipway.Cli.Fleets.CommandLine;

/// <summary>Which fleet a command is about: one of this machine's, or of a cluster's.</summary>
internal sealed class FleetArguments
{
    private const string Meaning =
        "The fleet: its manifest, the folder of that, or its name. Default: the current folder's, else the only one that runs here.";

    private readonly Argument<string?>? _argument;
    private readonly Option<string?>? _option;
    private readonly Option<string?> _state = StateOption.Create();

    /// <summary>For fleets that are in a cluster.</summary>
    public ClusterFleetArguments Cluster { get; } = new();

    private FleetArguments(bool isArgument)
    {
        if (isArgument)
        {
            _argument = new Argument<string?>("FLEET") { Description = Meaning, Arity = ArgumentArity.ZeroOrOne };
        }
        else
        {
            _option = new Option<string?>("--fleet") { Description = Meaning, HelpName = "FLEET" };
        }
    }

    /// <summary>For a command whose only argument it is.</summary>
    public static FleetArguments AsArgument() => new(isArgument: true);

    /// <summary>For a command with arguments of its own.</summary>
    public static FleetArguments AsOption() => new(isArgument: false);

    public void AddTo(Command command)
    {
        if (_argument is not null)
            command.Add(_argument);
        if (_option is not null)
            command.Add(_option);
        command.Add(_state);
        Cluster.AddTo(command);
    }

    /// <exception cref="CliException">There is none, or it is not clear which is meant.</exception>
    public KnownFleet Find(ParseResult result)
    {
        return new FleetFinder(new FleetRegistry(result.GetValue(_state)), Directory.GetCurrentDirectory()).Find(
            Wanted(result)
        );
    }

    /// <returns>Null where it is none of a cluster.</returns>
    public ClusterFleet? FindInCluster(ParseResult result, CliEnvironment environment) =>
        Cluster.Find(result, environment, Wanted(result));

    private string? Wanted(ParseResult result) =>
        _argument is not null ? result.GetValue(_argument) : result.GetValue(_option!);
}
