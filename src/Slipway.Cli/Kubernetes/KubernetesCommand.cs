using System.CommandLine;
using Slipway.Cli.Kubernetes.Images;

namespace Slipway.Cli.Kubernetes;

/// <summary>What is done about a cluster as a whole.</summary>
internal sealed class KubernetesCommand : Command
{
    public KubernetesCommand(CliEnvironment environment)
        : base("kubernetes", "Slipway on Kubernetes.")
    {
        Add(new KubernetesImagesCommand(environment));
    }
}
