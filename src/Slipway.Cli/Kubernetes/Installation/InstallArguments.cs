using System.CommandLine;
using System.Text.Json;
using k8s;
using k8s.Models;
using Slipway.Cli.Documentation;
using Slipway.Containers.Images;
using Slipway.Kubernetes.Installation;

namespace Slipway.Cli.Kubernetes.Installation;

/// <summary>What is installed, and where.</summary>
internal sealed class InstallArguments
{
    private const string Own = "slipway";

    private readonly Option<string> _namespace = new("--namespace", "-n")
    {
        Description = "Where the operator is.",
        HelpName = "NAME",
        DefaultValueFactory = _ => InstallOptions.DefaultNamespace,
    };
    private readonly Option<string?> _registry = new("--registry")
    {
        Description =
            "Where its images are, as 'slipway kubernetes images --registry PREFIX' pushes them. Without, they are called slipway.local/slipway/…, which "
            + "nodes have only if the images were loaded into them.",
        HelpName = "PREFIX",
    };
    private readonly Option<string> _tag = new("--tag")
    {
        Description = "Their tag. Default: the version of this tool.",
        HelpName = "TAG",
        DefaultValueFactory = _ => ToolVersion.Short,
    };

    public void AddTo(Command command)
    {
        command.Add(_namespace);
        command.Add(_registry);
        command.Add(_tag);
    }

    public string Namespace(ParseResult result) => result.GetRequiredValue(_namespace);

    /// <summary>In the order in which they are applied.</summary>
    public IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Objects(ParseResult result) =>
        new OperatorInstallation(
            new InstallOptions
            {
                Namespace = Namespace(result),
                OperatorImage = Image(result, "operator"),
                ServerImage = Image(result, "server"),
            }
        ).Objects(XmlComments.Read(JsonNamingPolicy.CamelCase, "Slipway.Deployment", "Slipway.Kubernetes").Of);

    // As 'slipway kubernetes images' names them.
    private string Image(ParseResult result, string part)
    {
        var tag = result.GetRequiredValue(_tag);
        return result.GetValue(_registry) is { } registry
            ? $"{registry.TrimEnd('/')}/{Own}-{part}:{tag}"
            : LocalImages.Name(Own, part, tag);
    }
}
