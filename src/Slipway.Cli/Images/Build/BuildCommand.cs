using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Slipway.Cli.Commands;
using Slipway.Oci.Content;
using Slipway.Oci.References;
using Spectre.Console;

namespace Slipway.Cli.Images.Build;

/// <summary>Builds the container image of a model, without a daemon.</summary>
internal sealed class BuildCommand : SlipwayCommand
{
    private readonly CliEnvironment _environment;
    private readonly RegistryArguments _registries = new();
    private readonly Argument<string> _path = new("PATH")
    {
        Description = "A model file, a package folder, or one of its version folders.",
    };
    private readonly Option<string> _tag = new("--tag", "-t")
    {
        Description = "What the image is called; without --output it is pushed there.",
        HelpName = "REGISTRY/NAME:TAG",
        Required = true,
    };
    private readonly Option<string[]> _output = new("--output", "-o")
    {
        Description =
            "Write the image there instead: oci:FOLDER, oci-archive:FILE, docker-archive:FILE. May be given several times.",
        HelpName = "PLACE",
    };
    private readonly Option<bool> _push = new("--push")
    {
        Description = "Push the image too, where --output is given.",
    };
    private readonly Option<string> _base = new("--base")
    {
        Description =
            "What the image stands on: an image's reference, oci:FOLDER, oci-archive:FILE, or nano, which is made of this machine's "
            + $"Debian packages. Default: {BaseChoice.Default}.",
        HelpName = "BASE",
        DefaultValueFactory = _ => BaseChoice.Default,
    };
    private readonly Option<string[]> _platform = new("--platform")
    {
        Description = "linux/amd64, linux/arm64, or both with a comma between. Default: that of this machine.",
        HelpName = "PLATFORM",
    };
    private readonly Option<string?> _name = new("--name")
    {
        Description = "The name to serve the model under.",
        HelpName = "NAME",
    };
    private readonly Option<string[]> _server = new("--server")
    {
        Description =
            "The folder of a published server to put into the image; one for each platform. Default: that of this tool.",
        HelpName = "FOLDER",
    };
    private readonly Option<string[]> _label = new("--label")
    {
        Description = "A label for the image, NAME=VALUE; may be given several times.",
        HelpName = "LABEL",
    };
    private readonly Option<string?> _lockFile = new("--lock-file")
    {
        Description = "Where digests and versions of the base are kept. Default: beside the model, PATH.slipway.lock.",
        HelpName = "FILE",
    };
    private readonly Option<bool> _updateLock = new("--update-lock")
    {
        Description = "Take the base as it is now, and write that into the lock file.",
    };
    private readonly Option<bool> _noAttestations = new("--no-attestations")
    {
        Description = "Attach neither a bill of materials (SPDX) nor provenance (SLSA) to the image.",
    };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON document." };

    public BuildCommand(CliEnvironment environment)
        : base("build", "Build the container image of a model; no Docker is needed.")
    {
        _environment = environment;
        Add(_path);
        foreach (
            var option in (Option[])
                [
                    _tag,
                    _output,
                    _push,
                    _base,
                    _platform,
                    _name,
                    _server,
                    _label,
                    _lockFile,
                    _updateLock,
                    _noAttestations,
                ]
        )
            Add(option);
        _registries.AddTo(this);
        Add(_json);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("slipway build models/iris -t registry.example/team/iris:1", "Build and push"),
        new("slipway build models/iris -t iris:1 --base nano -o docker-archive:iris.tar", "A file for 'docker load'"),
        new(
            "slipway build models/iris -t iris:1 --platform linux/amd64,linux/arm64 -o oci:images",
            "For two kinds of processors, into a folder"
        ),
    ];

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var options = Read(result);
        using var registries = _registries.Connect(result);
        var built = await new BuildRun(_environment, registries, options).RunAsync(cancellationToken);
        if (result.GetValue(_json))
            await _environment.Console.Output.WriteLineAsync(
                JsonSerializer.Serialize(built, ImageContracts.Default.BuiltImage)
            );
        else
            Show(built);
        return ExitCodes.Ok;
    }

    private BuildOptions Read(ParseResult result)
    {
        var tag = result.GetRequiredValue(_tag);
        var reference = ImageReference.Parse(tag);
        if (reference.Digest is not null)
            throw CliException.Usage($"'{tag}' has a digest, which only the build knows; give a name and a tag.");
        if (reference.Tag is null)
            reference = reference.WithTag("latest");
        var outputs = (result.GetValue(_output) ?? []).Select(ContentLocation.Parse).ToList();
        if (outputs.Find(output => output is ContentLocation.Registry) is { } place)
        {
            throw CliException.Usage(
                $"--output {place} is no place that is known here: write oci:FOLDER, oci-archive:FILE or docker-archive:FILE. To "
                    + "push, name the registry with --tag."
            );
        }

        if (outputs.Count == 0 || result.GetValue(_push))
            outputs.Add(new ContentLocation.Registry(Pushable(reference, tag)));
        var platforms = Platforms(result.GetValue(_platform) ?? []);
        if (platforms.Count > 1 && outputs.Exists(output => output is ContentLocation.DockerArchive))
            throw CliException.Usage("A docker-archive holds an image of one platform; name it with --platform.");
        var model = ModelSource.At(result.GetRequiredValue(_path));
        return new BuildOptions
        {
            Model = model,
            Reference = reference,
            Outputs = outputs,
            Platforms = platforms,
            Base = result.GetRequiredValue(_base),
            Name = result.GetValue(_name),
            LockFile = Path.GetFullPath(result.GetValue(_lockFile) ?? model.LockFile),
            UpdateLock = result.GetValue(_updateLock),
            Servers = result.GetValue(_server) ?? [],
            Labels = Labels(result.GetValue(_label) ?? []),
            Attest = !result.GetValue(_noAttestations),
            Created = Created(),
        };
    }

    // Docker Hub is where a bare name leads, and seldom what was meant by it.
    private static ImageReference Pushable(ImageReference reference, string tag) =>
        reference.Registry != ImageReference.DockerHub
        || tag.StartsWith(ImageReference.DockerHub, StringComparison.Ordinal)
            ? reference
            : throw CliException.Usage(
                $"'{tag}' names no registry to push to. Write one before it, as registry.example/{tag} "
                    + $"({ImageReference.DockerHub}/… for Docker Hub), or say with --output where the image goes."
            );

    private static List<Platform> Platforms(string[] texts)
    {
        var platforms = texts
            .SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries))
            .Select(Platform.Parse)
            .Distinct()
            .ToList();
        return platforms.Count > 0 ? platforms : [ImageServers.Own ?? Platform.LinuxAmd64];
    }

    private static Dictionary<string, string> Labels(string[] texts)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            if (text.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var equals))
                throw CliException.Usage($"--label '{text}' is no label: write NAME=VALUE.");
            labels[text[..equals]] = text[(equals + 1)..];
        }

        return labels;
    }

    // https://reproducible-builds.org/specs/source-date-epoch
    private static DateTimeOffset Created() =>
        Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH") switch
        {
            null or "" => DateTimeOffset.UnixEpoch,
            // What the header of a tar entry can hold.
            var text
                when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                    && seconds < 1L << 33 => DateTimeOffset.FromUnixTimeSeconds(seconds),
            var text => throw CliException.Usage(
                $"SOURCE_DATE_EPOCH must be a number of seconds since 1970, not '{text}'."
            ),
        };

    private void Show(BuiltImage built)
    {
        var tables = _environment.Console.Tables;
        tables.WriteLine($"{built.Reference}@{built.Digest}");
        tables.WriteLine($"Model {built.Model}, version {built.ModelVersion}");
        foreach (var platform in built.Platforms)
        {
            var table = new Table()
                .AddColumn("layer")
                .AddColumn(new TableColumn("size").RightAligned())
                .AddColumn("digest");
            foreach (var layer in platform.Layers)
                table.AddRow(layer.Kind, ByteCount.Of(layer.Size), Digest.Parse(layer.Digest).Short);
            tables.WriteLine();
            tables.WriteLine($"{platform.Platform}: {ByteCount.Of(platform.Size)} compressed");
            tables.Write(table);
        }
    }
}
