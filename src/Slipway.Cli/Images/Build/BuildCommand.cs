using System.CommandLine;
using System.Text.Json;
using Slipway.Cli.Commands;
using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.References;
using Spectre.Console;

namespace Slipway.Cli.Images.Build;

/// <summary>Builds the container image of a model or of a project, without a daemon.</summary>
internal sealed class BuildCommand : SlipwayCommand
{
    private readonly CliEnvironment _environment;
    private readonly RegistryArguments _registries = new();
    private readonly PartArguments _parts = new();
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
    private readonly Option<bool> _noAttestations = new("--no-attestations")
    {
        Description = "Attach neither a bill of materials (SPDX) nor provenance (SLSA) to the image.",
    };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON document." };

    public BuildCommand(CliEnvironment environment)
        : base("build", "Build the container image of a model or of a C# project; no Docker is needed.")
    {
        _environment = environment;
        _parts.AddTo(this);
        foreach (var option in (Option[])[_tag, _output, _push, _noAttestations])
            Add(option);
        _registries.AddTo(this);
        Add(_json);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("slipway build models/iris -t registry.example/team/iris:1", "Build and push"),
        new("slipway build services/prices -t registry.example/team/prices:1", "A project in C#, with .NET"),
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
        var parts = _parts.Read(result);
        if (parts.Platforms.Count > 1 && outputs.Exists(output => output is ContentLocation.DockerArchive))
            throw CliException.Usage("A docker-archive holds an image of one platform; name it with --platform.");
        return new BuildOptions
        {
            Parts = parts,
            Reference = reference,
            Outputs = outputs,
            Attest = !result.GetValue(_noAttestations),
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

    private void Show(BuiltImage built)
    {
        var tables = _environment.Console.Tables;
        tables.WriteLine($"{built.Reference}@{built.Digest}");
        tables.WriteLine(built.Words);
        foreach (var platform in built.Platforms)
        {
            var table = new Table()
                .AddColumn("layer")
                .AddColumn(new TableColumn("size").RightAligned())
                .AddColumn("digest");
            foreach (var layer in platform.Layers)
                table.AddRow(layer.Kind, ByteSize.Of(layer.Size), Digest.Parse(layer.Digest).Short);
            tables.WriteLine();
            tables.WriteLine($"{platform.Platform}: {ByteSize.Of(platform.Size)} compressed");
            tables.Write(table);
        }
    }
}
