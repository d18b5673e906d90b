using System.CommandLine;
using Slipway.Cli.Documentation;

namespace Slipway.Cli.Commands;

/// <summary>Hidden: prints docs/reference/cli.md and fleet.schema.json, which are generated and never written by hand.</summary>
internal sealed class DocsCommand : Command
{
    public DocsCommand(CliEnvironment environment)
        : base("docs", "Print a generated page of the documentation.")
    {
        Hidden = true;
        var cli = new Command("cli", "The reference of this command line.");
        cli.SetAction(
            (ParseResult result) =>
                environment.Console.Output.Write(CliReference.Write((RootCommand)result.RootCommandResult.Command))
        );
        Add(cli);
        var schema = new Command("fleet-schema", "The JSON Schema of slipway.yaml.");
        schema.SetAction((ParseResult _) => environment.Console.Output.Write(FleetSchema.Write()));
        Add(schema);
    }
}
