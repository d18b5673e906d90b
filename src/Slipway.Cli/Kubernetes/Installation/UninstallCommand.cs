using System.CommandLine;
using Slipway.Cli.Commands;
using Slipway.Kubernetes.Installation;

namespace Slipway.Cli.Kubernetes.Installation;

/// <summary>Takes the operator out of a cluster, with everything of it.</summary>
internal sealed class UninstallCommand : SlipwayCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly CliEnvironment _environment;
    private readonly ClusterArguments _cluster = new();
    private readonly InstallArguments _installation = new();
    private readonly Option<bool> _withServices = new("--with-services")
    {
        Description =
            "Delete the model services and pipelines of all namespaces first; without, the command refuses where there are some.",
    };

    public UninstallCommand(CliEnvironment environment)
        : base("uninstall", "Take Slipway's operator out of a cluster, and leave nothing of it behind.")
    {
        _environment = environment;
        _installation.AddTo(this);
        Add(_withServices);
        _cluster.AddTo(this);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("slipway kubernetes uninstall", "Where no model service is left"),
        new("slipway kubernetes uninstall --with-services", "With all that it runs"),
    ];

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken) =>
        await _cluster.UseAsync(
            result,
            _environment,
            async api =>
            {
                var installer = new Installer(api, TimeProvider.System, _environment.Console.Error.WriteLine);
                var there = await installer.ResourcesAsync(cancellationToken);
                if (there.Count > 0 && !result.GetValue(_withServices))
                {
                    throw new CliException(
                        ExitCodes.RequestRefused,
                        $"There are {there.Count} model services and pipelines, such as {there[0]}, which would go with their definitions. "
                            + "Delete them first, or say --with-services."
                    );
                }

                await installer.UninstallAsync(_installation.Objects(result), Patience, cancellationToken);
                await _environment.Console.Output.WriteLineAsync("Nothing of Slipway's operator is left.");
                return ExitCodes.Ok;
            }
        );
}
