namespace Slipway.Cli.Kubernetes;

/// <summary>Writes a fleet in another form.</summary>
internal sealed class RenderCommand : System.CommandLine.Command
{
    public RenderCommand(CliEnvironment environment)
        : base("render", "Write a fleet as what another system is given.") =>
        Add(new RenderKubernetesCommand(environment));
}
