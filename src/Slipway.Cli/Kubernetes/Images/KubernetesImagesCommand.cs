using System.CommandLine;
using System.Text.Json;
using Slipway.Cli.Commands;
using Slipway.Cli.Fleets.CommandLine;
using Slipway.Cli.Images;
using Slipway.Cli.Images.Build;
using Slipway.Cli.Images.Projects;
using Slipway.Cli.Projects;
using Slipway.Containers.Images;
using Slipway.Deployment.Manifest;
using Slipway.Errors;
using Slipway.Oci.References;

namespace Slipway.Cli.Kubernetes.Images;

/// <summary>Builds the images of Slipway's own programs that a cluster runs, as 'slipway build' builds those of projects.</summary>
internal sealed class KubernetesImagesCommand : SlipwayCommand
{
    private const string Own = "slipway";

    private const string Services = "services";

    private readonly CliEnvironment _environment;
    private readonly Argument<string?> _manifest = new("MANIFEST")
    {
        Description =
            "A manifest, or a folder with a slipway.yaml: the images of its models and projects are built as well, under the names that "
            + "'slipway deploy' gives them.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<string?> _overlay = new("--environment", "-e")
    {
        Description = "Lay slipway.NAME.yaml, beside the manifest, over it.",
        HelpName = "NAME",
    };
    private readonly Option<string[]> _set = SetOption.Create();
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
        Description =
            "Only this program, gateway, server or operator, or the manifest's services; may be given several times. Default: all.",
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
        : base("images", "Build the images of Slipway's own programs that run in a cluster, and those of a fleet.")
    {
        _environment = environment;
        Add(_manifest);
        foreach (var option in (Option[])[_overlay, _set, _registry, _output, _tag, _part, _server])
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
        new(
            "slipway kubernetes images samples/newsroom --registry registry.example/team",
            "Those of a fleet as well, before 'slipway deploy'"
        ),
        new(
            "slipway kubernetes images samples/newsroom --part services --registry registry.example/team",
            "Those of a fleet alone"
        ),
        new("slipway kubernetes images --output images --base nano", "Archives, for clusters without a registry"),
    ];

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        if (result.GetValue(_registry) is null && result.GetValue(_output) is null)
            throw CliException.Usage("Say where the images go: --registry PREFIX, --output FOLDER, or both.");
        List<BuildOptions> wanted = [.. OfPrograms(result), .. await OfServicesAsync(result, cancellationToken)];
        using var registries = _registries.Connect(result);
        var all = new List<BuiltImage>();
        foreach (var options in wanted)
            all.Add(await new BuildRun(_environment, registries, options).RunAsync(cancellationToken));
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

    private IEnumerable<BuildOptions> OfPrograms(ParseResult result)
    {
        var names = (result.GetValue(_part) ?? []).Where(name => name != Services).ToList();
        if (names.Count == 0 && result.GetValue(_part) is { Length: > 0 })
            return [];
        // Later, where the tool is installed, the programs come as packages.
        var root =
            _environment.Checkout
            ?? throw CliException.Usage(
                "The images are made of the sources, and this tool is of no checkout: run it from one."
            );
        return ClusterPart.Of(root, names).Select(part => OptionsOf(result, part, root));
    }

    private async Task<IEnumerable<BuildOptions>> OfServicesAsync(
        ParseResult result,
        CancellationToken cancellationToken
    )
    {
        var parts = result.GetValue(_part) ?? [];
        if (result.GetValue(_manifest) is not { } manifest)
        {
            return parts.Contains(Services)
                ? throw CliException.Usage($"--part {Services}: name the manifest whose services they are.")
                : [];
        }

        if (parts.Length > 0 && !parts.Contains(Services))
            return [];
        var reading = new ManifestOptions
        {
            Environment = result.GetValue(_overlay),
            Variables = SetOption.Read(result, _set),
            EnvironmentVariables = _environment.Variables,
            Target = FleetTarget.Kubernetes,
        };
        var services = await ServiceParts.OfAsync(
            _environment.Console,
            manifest,
            reading,
            result.GetValue(_registry)?.TrimEnd('/'),
            result.GetValue(_server) ?? [],
            cancellationToken
        );
        return services.Select(service =>
            BuildOf(result, ImageReference.Parse(service.Reference), service.FileName, service.Parts)
        );
    }

    private BuildOptions OptionsOf(ParseResult result, ClusterPart part, string root)
    {
        var registry = result.GetValue(_registry)?.TrimEnd('/');
        var name = $"{Own}-{part.Name}";
        var tag = result.GetRequiredValue(_tag);
        // As 'slipway render kubernetes' names them.
        var reference = registry is null ? LocalImages.Name(Own, part.Name, tag) : $"{registry}/{name}:{tag}";
        var project = Path.Combine(root, part.Project);
        PartOptions parts = part.IsServer
            ? new ServerPartOptions
            {
                Platforms = [],
                Base = BaseChoice.Default,
                LockFile = ImageCache.LockOfUser(project),
                Servers = result.GetValue(_server) ?? [],
            }
            : new ProjectPartOptions
            {
                Platforms = [],
                Base = BaseChoice.Default,
                LockFile = ImageCache.LockOfUser(project),
                Project = new ProjectSource(project, new ServiceProject(project, IsBuilt: false)),
                Command = part.Command,
            };
        return BuildOf(result, ImageReference.Parse(reference), name, parts with { Name = name });
    }

    private BuildOptions BuildOf(ParseResult result, ImageReference reference, string fileName, PartOptions parts)
    {
        parts = parts with
        {
            Platforms = _foundation.Platforms(result),
            Base = _foundation.Base(result),
            LockFile = _foundation.LockFile(result) ?? parts.LockFile,
            Signed = _foundation.Signed(result),
            UpdateLock = _foundation.UpdateLock(result),
            Labels = _foundation.Labels(result),
            Created = FoundationArguments.BuildTime(),
        };
        var outputs = new List<ContentLocation>();
        if (result.GetValue(_registry) is not null)
            outputs.Add(new ContentLocation.Registry(reference));
        if (result.GetValue(_output) is { } folder)
        {
            var file = Path.Combine(folder, $"{fileName}.tar");
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
}
