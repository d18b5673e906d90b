using System.Runtime.InteropServices;
using Slipway.Cli.Images;
using Slipway.Cli.Images.Build;
using Slipway.Containers.Images;
using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.References;
using Slipway.Oci.Registries;

namespace Slipway.Cli.Fleets.Containers;

/// <summary>
/// Images of models of this machine: put together as 'slipway build' does, of layers that were made before as far as there are
/// any, and loaded into the engine unless that has the same already.
/// </summary>
internal sealed class ModelImages(
    CliEnvironment environment,
    RegistryClient registries,
    EngineAccess engine,
    string fleet,
    string? foundation
)
{
    private readonly CliConsole _console = environment.Console;

    /// <param name="service">Whose it is.</param>
    /// <param name="path">A model's file or folder.</param>
    /// <param name="name">Under which it is served; null for its own.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What the image is called, and what the engine has under that name.</returns>
    /// <exception cref="CliException">It cannot be built.</exception>
    /// <exception cref="ServingException">The engine does not take it.</exception>
    public async Task<(string Reference, EngineImage Image)> EnsureAsync(
        string service,
        string path,
        string? name,
        CancellationToken cancellationToken
    )
    {
        // Before minutes are spent on what nobody will run.
        var docker = await engine.GetAsync(cancellationToken);
        using var sources = new ContentSources(registries);
        var image = await ModelImage.MakeAsync(environment, sources, Options(path, name), cancellationToken);
        var reference = LocalImages.Name(fleet, service, image.Root.Descriptor.Digest.Short);
        var found =
            await docker.Images.FindAsync(reference, cancellationToken)
            ?? await LoadAsync(docker.Images, service, reference, image, cancellationToken);
        return (reference, found);
    }

    private PartOptions Options(string path, string? name)
    {
        var model = ModelSource.At(path);
        return new PartOptions
        {
            Model = model,
            Platforms = [Own],
            Base = foundation ?? BaseChoice.Default,
            Name = name,
            // One that 'slipway build' has left is kept to; else none is put among the user's models.
            LockFile = File.Exists(model.LockFile) ? model.LockFile : ImageCache.LockOfUser(model.Path),
            Created = PartArguments.BuildTime(),
        };
    }

    // Where the engine runs a machine of its own, that has this one's kind of processor.
    private static Platform Own =>
        RuntimeInformation.OSArchitecture == Architecture.Arm64 ? Platform.LinuxArm64 : Platform.LinuxAmd64;

    private async Task<EngineImage> LoadAsync(
        EngineImages images,
        string service,
        string reference,
        ModelImage image,
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
