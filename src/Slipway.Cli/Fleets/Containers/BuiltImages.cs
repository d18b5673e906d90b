using System.Runtime.InteropServices;
using Slipway.Cli.Images;
using Slipway.Cli.Images.Build;
using Slipway.Cli.Images.Projects;
using Slipway.Containers.Images;
using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.References;
using Slipway.Oci.Registries;

namespace Slipway.Cli.Fleets.Containers;

/// <summary>
/// Images of models and projects of this machine: put together as 'slipway build' does, of layers that were made before as far as there are
/// any, and loaded into the engine unless that has the same already.
/// </summary>
internal sealed class BuiltImages(
    CliEnvironment environment,
    RegistryClient registries,
    EngineAccess engine,
    string fleet,
    string? foundation
)
{
    private readonly CliConsole _console = environment.Console;

    /// <summary>Of a model.</summary>
    /// <param name="service">Whose it is.</param>
    /// <param name="path">A model's file or folder.</param>
    /// <param name="name">Under which it is served; null for its own.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What the image is called, and what the engine has under that name.</returns>
    /// <exception cref="CliException">It cannot be built.</exception>
    /// <exception cref="ServingException">The engine does not take it.</exception>
    public Task<(string Reference, EngineImage Image)> OfModelAsync(
        string service,
        string path,
        string? name,
        CancellationToken cancellationToken
    )
    {
        var model = ModelSource.At(path);
        return EnsureAsync(
            service,
            new ModelPartOptions
            {
                Model = model,
                Platforms = [Own],
                Base = Base,
                Name = name,
                LockFile = Lock(model.LockFile, model.Path),
                Created = FoundationArguments.BuildTime(),
            },
            cancellationToken
        );
    }

    /// <summary>Of a project.</summary>
    /// <param name="service">Whose it is.</param>
    /// <param name="project">Or the folder that one was published to.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What the image is called, and what the engine has under that name.</returns>
    /// <exception cref="CliException">It cannot be built.</exception>
    /// <exception cref="ServingException">The engine does not take it.</exception>
    public Task<(string Reference, EngineImage Image)> OfProjectAsync(
        string service,
        ProjectSource project,
        CancellationToken cancellationToken
    ) =>
        EnsureAsync(
            service,
            new ProjectPartOptions
            {
                Project = project,
                Platforms = [Own],
                Base = Base,
                LockFile = Lock(project.LockFile, project.Path),
                Created = FoundationArguments.BuildTime(),
            },
            cancellationToken
        );

    private async Task<(string Reference, EngineImage Image)> EnsureAsync(
        string service,
        PartOptions options,
        CancellationToken cancellationToken
    )
    {
        // Before minutes are spent on what nobody will run.
        var docker = await engine.GetAsync(cancellationToken);
        using var sources = new ContentSources(registries);
        var image = await ComposedImage.MakeAsync(environment, sources, options, cancellationToken);
        var reference = LocalImages.Name(fleet, service, image.Root.Descriptor.Digest.Short);
        var found =
            await docker.Images.FindAsync(reference, cancellationToken)
            ?? await LoadAsync(docker.Images, service, reference, image, cancellationToken);
        return (reference, found);
    }

    private string Base => foundation ?? BaseChoice.Default;

    // One that 'slipway build' has left is kept to; else none is put among the user's files.
    private static string Lock(string beside, string path) =>
        File.Exists(beside) ? beside : ImageCache.LockOfUser(path);

    // Where the engine runs a machine of its own, that has this one's kind of processor.
    private static Platform Own =>
        RuntimeInformation.OSArchitecture == Architecture.Arm64 ? Platform.LinuxArm64 : Platform.LinuxAmd64;

    private async Task<EngineImage> LoadAsync(
        EngineImages images,
        string service,
        string reference,
        ComposedImage image,
        CancellationToken cancellationToken
    )
    {
        var staging = Directory.CreateTempSubdirectory("slipway-up-");
        try
        {
            var archive = new ContentLocation.DockerArchive(Path.Combine(staging.FullName, "image.tar"));
            var output = new ImageOutput(registries, ImageReference.Parse(reference));
            await TransferDisplay.RunAsync(
                _console,
                display => output.WriteAsync(image.Content, image.Root, archive, display, cancellationToken)
            );
            await using var stream = File.OpenRead(archive.File);
            var size = stream.Length;
            await _console.WaitAsync(
                $"Loading the image of {service}…",
                async () =>
                {
                    await images.LoadAsync(stream, cancellationToken);
                    return true;
                }
            );
            await _console.Error.WriteLineAsync(
                $"{service}: the image {reference} was built and loaded, {ByteSize.Of(size)}."
            );
        }
        finally
        {
            staging.Delete(recursive: true);
        }

        return await images.FindAsync(reference, cancellationToken)
            ?? throw new CliException(
                ExitCodes.Failure,
                $"The container engine took the image of {service} and has none called {reference}."
            );
    }
}
