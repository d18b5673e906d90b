using System.CommandLine;
using Slipway.Cli.Documentation;
using Slipway.Kubernetes.Rendering.Output;

namespace Slipway.Cli.Commands;

/// <summary>Hidden: prints docs/reference/cli.md and fleet.schema.json and writes deploy/crds, which are generated and never written by hand.</summary>
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
        var folder = new Argument<string>("FOLDER") { DefaultValueFactory = _ => CustomResourceFiles.Folder };
        var resources = new Command("crds", "Write the definitions of Kubernetes' custom resources.") { folder };
        resources.SetAction(
            (result, cancellationToken) =>
                WriteAsync(result.GetRequiredValue(folder), CustomResourceFiles.Write(), cancellationToken)
        );
        Add(resources);
    }

    private static async Task WriteAsync(
        string folder,
        IReadOnlyList<OutputFile> files,
        CancellationToken cancellationToken
    )
    {
        Directory.CreateDirectory(folder);
        foreach (var file in files)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, file.Path), file.Text, cancellationToken);
        }
    }
}
