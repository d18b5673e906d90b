using System.CommandLine;
using System.Text.Json;
using Slipway.Cli.Commands;
using Slipway.Cli.Images;
using Slipway.Cli.Images.Build;
using Slipway.Cli.Images.Projects;
using Slipway.Cli.Projects;
using Slipway.Containers.Images;
using Slipway.Errors;
using Slipway.Oci.References;

namespace Slipway.Cli.Kubernetes.Images;

/// <summary>Builds the images of Slipway's own programs that a cluster runs, as 'slipway build' builds those of projects.</summary>
internal sealed class KubernetesImagesCommand : SlipwayCommand
{
    private const string Own = "slipway";

    private readonly CliEnvironment _environment;
    private readonly RegistryArguments _registries = new();
    private readonly FoundationArguments _foundation = new("in the user's cache, one for each program");
    private readonly Option<string?> _registry = new("--registry")
    {
        Description = "Push them there, as PREFIX/slipway-gateway:TAG.",
        HelpName = "PREFIX",
    };
    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Write them into this folder, an archive for each that 'podman load' and 'docker load' take.",
        HelpName = "FOLDER",
    };
    private readonly Option<string> _tag = new("--tag")
    {
        Description = "Their tag. Default: the version of this tool.",
        HelpName = "TAG",
        DefaultValueFactory = _ => ToolVersion.Short,
    };
    private readonly Option<string[]> _part = new("--part")
    {
        Description = "Only this program, gateway, server or operator; may be given several times. Default: all.",
        HelpName = "NAME",
    };
    private readonly Option<string[]> _server = new("--server")
    {
        Description = "The folder of a published server; one for each platform. Default: that of this tool.",
        HelpName = "FOLDER",
    };
    private readonly Option<bool> _noAttestations = new("--no-attestations")
    {
        Description = "Attach neither a bill of materials (SPDX) nor provenance (SLSA) to the images.",
    };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON document." };

    public KubernetesImagesCommand(CliEnvironment environment)
        : base("images", "Build the images of Slipway's own programs that run in a cluster.")
    {
        _environment = environment;
        foreach (var option in (Option[])[_registry, _output, _tag, _part, _server])
            Add(option);
        _foundation.AddTo(this);
        Add(_noAttestations);
        _registries.AddTo(this);
        Add(_json);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("slipway kubernetes images --registry registry.example/team", "Build and push"),
        new("slipway kubernetes images --output images --base nano", "Archives, for clusters without a registry"),
    ];

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        if (result.GetValue(_registry) is null && result.GetValue(_output) is null)
            throw CliException.Usage("Say where the images go: --registry PREFIX, --output FOLDER, or both.");
        // Later, where the tool is installed, the programs come as packages.
        var root =
            _environment.Checkout
            ?? throw CliException.Usage(
                "The images are made of the sources, and this tool is of no checkout: run it from one."
            );
        var parts = ClusterPart.Of(root, result.GetValue(_part) ?? []);
        using var registries = _registries.Connect(result);
        var all = new List<BuiltImage>();
        foreach (var part in parts)
            all.Add(
                await new BuildRun(_environment, registries, OptionsOf(result, part, root)).RunAsync(cancellationToken)
            );
        if (result.GetValue(_json))
        {
            await _environment.Console.Output.WriteLineAsync(
                JsonSerializer.Serialize([.. all], ImageContracts.Default.BuiltImageArray)
            );
            return ExitCodes.Ok;
        }

        foreach (var image in all)
        {
            var size = image.Platforms.Sum(platform => platform.Size);
            await _environment.Console.Output.WriteLineAsync(
                $"{image.Reference}@{image.Digest}, {ByteSize.Of(size)} compressed"
            );
        }

        return ExitCodes.Ok;
    }

    private BuildOptions OptionsOf(ParseResult result, ClusterPart part, string root)
    {
        var registry = result.GetValue(_registry)?.TrimEnd('/');
        var name = $"{Own}-{part.Name}";
        var tag = result.GetRequiredValue(_tag);
        // As 'slipway render kubernetes' names them.
        var reference = ImageReference.Parse(
            registry is null ? LocalImages.Name(Own, part.Name, tag) : $"{registry}/{name}:{tag}"
        );
        var parts = PartsOf(result, part, Path.Combine(root, part.Project), name);
        var outputs = new List<ContentLocation>();
        if (registry is not null)
            outputs.Add(new ContentLocation.Registry(reference));
        if (result.GetValue(_output) is { } folder)
        {
            var file = Path.Combine(folder, $"{name}.tar");
            // Docker's form holds one platform.
            outputs.Add(
                parts.Platforms.Count == 1
                    ? new ContentLocation.DockerArchive(file)
                    : new ContentLocation.OciArchive(file, Tag: null)
            );
        }

        return new BuildOptions
        {
            Parts = parts,
            Reference = reference,
            Outputs = outputs,
            Attest = !result.GetValue(_noAttestations),
        };
    }

    private PartOptions PartsOf(ParseResult result, ClusterPart part, string project, string name)
    {
        var platforms = _foundation.Platforms(result);
        var lockFile = _foundation.LockFile(result) ?? ImageCache.LockOfUser(project);
        PartOptions parts = part.IsServer
            ? new ServerPartOptions
            {
                Platforms = platforms,
                Base = _foundation.Base(result),
                LockFile = lockFile,
                Servers = result.GetValue(_server) ?? [],
            }
            : new ProjectPartOptions
            {
                Platforms = platforms,
                Base = _foundation.Base(result),
                LockFile = lockFile,
                Project = new ProjectSource(project, new ServiceProject(project, IsBuilt: false)),
                Command = part.Command,
            };
        return parts with
        {
            Name = name,
            Signed = _foundation.Signed(result),
            UpdateLock = _foundation.UpdateLock(result),
            Labels = _foundation.Labels(result),
            Created = FoundationArguments.BuildTime(),
        };
    }
}
