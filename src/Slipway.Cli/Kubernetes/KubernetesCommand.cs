using System.CommandLine;
using Slipway.Cli.Kubernetes.Images;
using Slipway.Cli.Kubernetes.Installation;

namespace Slipway.Cli.Kubernetes;

/// <summary>What is done about a cluster as a whole.</summary>
internal sealed class KubernetesCommand : Command
{
    public KubernetesCommand(CliEnvironment environment)
        : base("kubernetes", "Slipway on Kubernetes.")
    {
        Add(new KubernetesImagesCommand(environment));
        Add(new InstallCommand(environment));
        Add(new UninstallCommand(environment));
    }
}
