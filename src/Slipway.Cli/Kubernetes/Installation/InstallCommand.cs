using System.CommandLine;
using Slipway.Cli.Commands;
using Slipway.Kubernetes.Installation;
using Slipway.Kubernetes.Rendering;

namespace Slipway.Cli.Kubernetes.Installation;

/// <summary>Puts the operator into a cluster.</summary>
internal sealed class InstallCommand : SlipwayCommand
{
    private readonly CliEnvironment _environment;
    private readonly ClusterArguments _cluster = new();
    private readonly InstallArguments _installation = new();
    private readonly Option<bool> _print = new("--print")
    {
        Description = "Write the objects as YAML instead; no cluster is asked.",
    };
    private readonly Option<int> _timeout = new("--timeout")
    {
        Description = "How long to wait for it to be ready, in seconds; 0: not at all.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 120,
    };

    public InstallCommand(CliEnvironment environment)
        : base(
            "install",
            "Put Slipway's operator into a cluster: the definitions of ModelService and ModelPipeline, its rights, and two pods of which one leads. "
                + "Where it is there already, it becomes this version."
        )
    {
        _environment = environment;
        _installation.AddTo(this);
        Add(_print);
        Add(_timeout);
        _cluster.AddTo(this);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("slipway kubernetes install --registry registry.example/team", "Into the current context's cluster"),
        new("slipway kubernetes install --registry registry.example/team --print > operator.yaml", "To be read first"),
    ];

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var objects = _installation.Objects(result);
        if (result.GetValue(_print))
        {
            await _environment.Console.Output.WriteAsync(YamlText.Of(objects));
            return ExitCodes.Ok;
        }

        var space = _installation.Namespace(result);
        var timeout = TimeSpan.FromSeconds(Math.Max(0, result.GetValue(_timeout)));
        return await _cluster.UseAsync(
            result,
            _environment,
            async api =>
            {
                var installer = new Installer(api, TimeProvider.System, _environment.Console.Error.WriteLine);
                await installer.InstallAsync(objects, cancellationToken);
                if (timeout == TimeSpan.Zero)
                    return ExitCodes.Ok;
                if (await installer.WaitAsync(space, timeout, cancellationToken) is { } why)
                    throw new CliException(ExitCodes.NotReady, $"The operator is not ready: {why}");
                await _environment.Console.Output.WriteLineAsync($"The operator is ready in the namespace {space}.");
                return ExitCodes.Ok;
            }
        );
    }
}
