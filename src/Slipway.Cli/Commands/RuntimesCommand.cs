using System.CommandLine;
using Slipway.Cli.Servers;

namespace Slipway.Cli.Commands;

/// <summary>What the servers execute models with, and is fetched only where it is needed.</summary>
internal sealed class RuntimesCommand : SlipwayCommand
{
    private const string Torch = "torch";

    private readonly CliEnvironment _environment;

    public RuntimesCommand(CliEnvironment environment)
        : base(
            "runtimes",
            "Install what models of some formats need ahead of time: 'slipway runtimes install torch' fetches libtorch, "
                + "which 'slipway serve' does by itself for the first TorchScript model."
        )
    {
        _environment = environment;
        Add(Install());
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("slipway runtimes install torch", "Fetch libtorch through NuGet into the cache (465 MB)"),
        new(
            "slipway runtimes install torch --source packages",
            "The same from a folder of packages, without a network"
        ),
    ];

    private Command Install()
    {
        var runtime = new Argument<string>("RUNTIME") { Description = "What to install: torch." };
        runtime.AcceptOnlyFromAmong(Torch);
        var source = new Option<string?>("--source")
        {
            Description =
                "A folder of packages, or the address of a package source. Default: the sources that NuGet has configured.",
            HelpName = "SOURCE",
        };
        var command = new Command("install", "Install a runtime's native libraries into the cache.")
        {
            runtime,
            source,
        };
        command.SetAction(
            async (result, cancellationToken) =>
            {
                var program = await _environment.Servers.FindAsync(ServerProgram.TorchName, cancellationToken);
                var options = result.GetValue(source) is { } given ? (string[])["--source", given] : [];
                await TorchLibraries.InstallAsync(program, options, cancellationToken);
                return ExitCodes.Ok;
            }
        );
        return command;
    }
}
