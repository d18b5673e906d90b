using System.CommandLine;
using Slipway.Cli.Commands;
using Slipway.Cli.Images.Build;
using Slipway.Oci.References;

namespace Slipway.Cli.Images.Dockerfile;

/// <summary>Writes a folder that 'docker build' makes the same image of, for builds with steps of one's own.</summary>
internal sealed class DockerfileCommand : SlipwayCommand
{
    private readonly CliEnvironment _environment;
    private readonly RegistryArguments _registries = new();
    private readonly PartArguments _parts = new();
    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "The folder to write; new or empty. Default: NAME-image in the current one.",
        HelpName = "FOLDER",
    };

    public DockerfileCommand(CliEnvironment environment)
        : base("dockerfile", "Write a Dockerfile and what it needs, for builds with steps of your own.")
    {
        _environment = environment;
        _parts.AddTo(this);
        Add(_output);
        _registries.AddTo(this);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [new("slipway dockerfile models/iris -o image", "A folder for 'docker build -t iris:1 image'")];

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var options = _parts.Read(result);
        if (options.Platforms.Count > 1)
            throw CliException.Usage("A Dockerfile's folder is of one platform; name it with --platform.");
        var folder = Path.GetFullPath(result.GetValue(_output) ?? $"{NameOf(options)}-image");
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw CliException.Usage(
                $"{folder} holds other things; name a new folder, or an empty one, with --output."
            );

        using var registries = _registries.Connect(result);
        using var sources = new ContentSources(registries);
        var (parts, subject) = await ComposedImage.GatherAsync(_environment, sources, options, cancellationToken);
        await WriteAsync(folder, parts[0], subject, cancellationToken);
        await _environment.Console.Output.WriteLineAsync(
            $"{Path.Combine(folder, "Dockerfile")}\nBuild it with: docker build -t {subject.Name.ToLowerInvariant()}:{subject.VersionText ?? "latest"} {folder}"
        );
        return ExitCodes.Ok;
    }

    private static async Task WriteAsync(
        string folder,
        ImageParts parts,
        ImageSubject subject,
        CancellationToken cancellationToken
    )
    {
        var staging = $"{folder}.{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(staging);
            var archives = new List<string>();
            foreach (var (kind, layer) in parts.Layers)
            {
                var file = $"{kind}.tar.gz";
                await using var source = layer.Open(layer.Layer.Descriptor);
                await using var target = File.Create(Path.Combine(staging, file));
                await source.CopyToAsync(target, cancellationToken);
                archives.Add(file);
            }

            await File.WriteAllTextAsync(
                Path.Combine(staging, "Dockerfile"),
                DockerfileText.Of(
                    From(parts.Base),
                    archives,
                    parts.Process,
                    [
                        $"{What(subject)}, for {parts.Platform}. Add steps of your own behind the last ADD;",
                        "'slipway dockerfile' writes this folder anew when what is in it changes.",
                    ]
                ),
                cancellationToken
            );
            // It was empty, or not there.
            if (Directory.Exists(folder))
                Directory.Delete(folder);
            Directory.Move(staging, folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.Failure, $"{folder} cannot be written: {e.Message}", e);
        }
        finally
        {
            if (Directory.Exists(staging))
                Directory.Delete(staging, recursive: true);
        }
    }

    private static string What(ImageSubject subject) =>
        subject is ModelSubject ? $"The model {subject.Name} and its server" : $"The program {subject.Name}";

    private static string NameOf(PartOptions options) =>
        options is ModelPartOptions { Model: var model }
            ? model.Name
            : Path.GetFileNameWithoutExtension(((ProjectPartOptions)options).Project.Path);

    private static string From(BaseLayers below)
    {
        if (below.Image is not { } image)
            return "scratch";
        return ContentLocation.Parse(below.Name) is ContentLocation.Registry { Reference: var reference }
            ? reference.At(image.Image.Manifest.Digest).ToString()
            : throw CliException.Usage(
                $"A Dockerfile cannot stand on {below.Name}; name an image in a registry with --base, or nano."
            );
    }
}
