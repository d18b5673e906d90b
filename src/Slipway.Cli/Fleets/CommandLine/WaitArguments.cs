using System.CommandLine;

namespace Slipway.Cli.Fleets.CommandLine;

/// <summary>Whether a command waits until what it asked for has come about.</summary>
internal sealed class WaitArguments
{
    private readonly Option<bool> _noWait = new("--no-wait")
    {
        Description = "Return when the order is taken; 'slipway status' shows what becomes of it.",
    };

    public void AddTo(Command command) => command.Add(_noWait);

    public bool Waits(ParseResult result) => !result.GetValue(_noWait);
}
