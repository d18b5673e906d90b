using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Slipway.Configuration;
using Slipway.Deployment.Manifest.Layers;
using Slipway.Deployment.Manifest.Validation;
using Slipway.Deployment.Manifest.Validation.Kubernetes;

namespace Slipway.Deployment.Manifest;

/// <summary>Makes a manifest of its tree. What does not fit the contract is told and left out, so that the rest is validated too.</summary>
internal static class ManifestBinder
{
    private const int MostErrors = 1000;

    private static readonly IManifestValidator[] Validators =
    [
        new NamesValidator(),
        new DefaultsValidator(),
        new SourceValidator(),
        new TargetValidator(),
        new ReplicasValidator(),
        new ResourcesValidator(),
        new EnvironmentValidator(),
        new ServerValidator(),
        new TrafficValidator(),
        new RolloutValidator(),
        new HealthValidator(),
        new StartOrderValidator(),
        new PipelinesValidator(),
        new GatewayValidator(),
        new KubernetesValidator(),
        new ServiceKubernetesValidator(),
    ];

    /// <returns>The manifest as far as it could be bound; null where that is not at all.</returns>
    public static FleetManifest? Bind(
        SourceMapping root,
        string directory,
        ManifestOptions options,
        List<SourceProblem> problems
    )
    {
        var contract = DeploymentJson.Default.FleetManifest;
        var tree = TreeOf(ContractShape.Apply(root, contract), problems);
        if (tree is null)
            return null;
        var findings = new ManifestFindings(tree, directory);
        LeaveOutMisfits(tree, contract, findings);
        var manifest = tree.Root.Deserialize(contract)!;
        manifest.Target = options.Target ?? manifest.Target;
        foreach (var validator in options.ChecksPorts ? [.. Validators, new PortCheck(options.OwnPorts)] : Validators)
        {
            validator.Validate(manifest, findings);
        }

        problems.AddRange(findings.Problems);
        return manifest;
    }

    private static JsonTree? TreeOf(SourceMapping root, List<SourceProblem> problems)
    {
        try
        {
            return JsonTree.Of(root);
        }
        catch (PathTooLongException e)
        {
            problems.Add(new SourceProblem(root.Mark, "", e.Message));
            return null;
        }
    }

    private static void LeaveOutMisfits(JsonTree tree, JsonTypeInfo contract, ManifestFindings findings)
    {
        var checker = new NodeChecker(new Dictionary<string, JsonTypeInfo>())
        {
            MostErrors = MostErrors,
            Forms = new Dictionary<Type, string> { [typeof(TimeSpan)] = DurationConverter.Form },
        };
        checker.Check(tree.Root, contract, "");
        foreach (var error in checker.Errors)
        {
            if (error.IsKey)
                findings.AddToKey(error.Path, error.Message);
            else
                findings.Add(error.Path, error.Message);
            findings.Break(error.Path);
            if (NodePath.IsEntry(error.Path))
                findings.Break(NodePath.Parent(error.Path));
        }

        foreach (var misfit in checker.Misfits)
        {
            Remove(misfit);
        }
    }

    // An entry takes its list along: those behind it would be told of at the wrong places.
    private static void Remove(JsonNode node)
    {
        while (node.Parent is JsonArray list)
        {
            node = list;
        }

        if (node.Parent is JsonObject mapping && mapping.FirstOrDefault(entry => entry.Value == node).Key is { } key)
            mapping.Remove(key);
    }
}
