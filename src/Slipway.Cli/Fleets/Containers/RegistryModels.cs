using Slipway.Cli.Images;
using Slipway.Cli.Images.Build;
using Slipway.Oci.Artifacts;
using Slipway.Oci.Content;
using Slipway.Oci.Images;
using Slipway.Oci.Images.Services;
using Slipway.Oci.References;
using Slipway.Oci.Registries;

namespace Slipway.Cli.Fleets.Containers;

/// <summary>
/// Models in registries: an image of a service is run as it is, where it serves the model under the name that is wanted; of
/// everything else the model is fetched, once for each digest, and an image is made of it.
/// </summary>
internal sealed class RegistryModels(CliConsole console, RegistryClient registries)
{
    private const long MaxBytes = 10L << 30;

    /// <param name="reference">Where it is.</param>
    /// <param name="name">Under which it is to be served; null for its own.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Either an image's reference, or the folder that the model is in.</returns>
    /// <exception cref="Slipway.Errors.ServingException">It is not there, no model, or cannot be had.</exception>
    public async Task<(string? Image, string? Folder)> FindAsync(
        ImageReference reference,
        string? name,
        CancellationToken cancellationToken
    )
    {
        var repository = registries.Open(reference);
        var model = await console.WaitAsync(
            $"Looking for {reference}…",
            () => StoredModel.FindAsync(repository, reference.Manifest, cancellationToken)
        );
        if (model.Kind == StoredModelKind.Service && await ServesAsync(repository, model, name, cancellationToken))
            return ($"{reference.Name}@{model.Root.Digest}", null);
        return (null, await FetchAsync(repository, reference, model, cancellationToken));
    }

    private static async Task<bool> ServesAsync(
        RegistryRepository repository,
        StoredModel model,
        string? name,
        CancellationToken cancellationToken
    )
    {
        if (name is null)
            return true;
        var image = await BaseImage.ReadAsync(
            repository,
            model.Content.Descriptor.Digest.ToString(),
            ImageServers.Own ?? Platform.LinuxAmd64,
            cancellationToken
        );
        return ServiceDescription.FromLabels(image.Config.Config?.Labels)?.Model == name;
    }

    // Called as the repository is, which is the model's name where the service's does not count.
    private async Task<string> FetchAsync(
        RegistryRepository repository,
        ImageReference reference,
        StoredModel model,
        CancellationToken cancellationToken
    )
    {
        var last = reference.Repository[(reference.Repository.LastIndexOf('/') + 1)..];
        var folder = Path.Combine(ImageCache.ModelsOfUser, model.Content.Descriptor.Digest.Hex, last);
        if (Directory.Exists(folder))
            return folder;
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        var moved = await TransferDisplay.RunAsync(
            console,
            display =>
                new ModelPull(repository, MaxBytes, new ContentCopyOptions { Transfers = display.Track }).RunAsync(
                    model,
                    folder,
                    replace: false,
                    cancellationToken
                )
        );
        await console.Error.WriteLineAsync($"{reference}: {moved.Summary("fetched")}.");
        return folder;
    }
}
