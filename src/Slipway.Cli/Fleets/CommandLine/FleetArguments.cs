using System.CommandLine;
using Slipway.Cli.Fleets.Locating;

namespace Slipway.Cli.Fleets.CommandLine;

/// <summary>Which of this machine's fleets a command is about.</summary>
internal sealed class FleetArguments
{
    private const string Meaning =
        "The fleet: its manifest, the folder of that, or its name. Default: the current folder's, else the only one that runs.";

    private readonly Argument<string?>? _argument;
    private readonly Option<string?>? _option;
    private readonly Option<string?> _state = StateOption.Create();

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
    }

    /// <exception cref="CliException">There is none, or it is not clear which is meant.</exception>
    public KnownFleet Find(ParseResult result)
    {
        var wanted = _argument is not null ? result.GetValue(_argument) : result.GetValue(_option!);
        return new FleetFinder(new FleetRegistry(result.GetValue(_state)), Directory.GetCurrentDirectory()).Find(
            wanted
        );
    }
}
