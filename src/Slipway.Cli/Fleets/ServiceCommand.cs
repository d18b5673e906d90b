using System.CommandLine;
using Slipway.Cli.Fleets.CommandLine;

namespace Slipway.Cli.Fleets;

/// <summary>A command about one service of a fleet.</summary>
internal abstract class ServiceCommand : FleetCommand
{
    private readonly Argument<string> _service = new("SERVICE") { Description = "The service's name." };

    protected ServiceCommand(string name, string description, CliEnvironment environment)
        : base(name, description, environment, FleetArguments.AsOption())
    {
        Add(_service);
    }

    protected string Service(ParseResult result) => result.GetRequiredValue(_service);
}
