using System.Text.Json;
using Slipway.Oci.Content;
using Slipway.Oci.References;
using Slipway.Oci.Registries;

namespace Slipway.Cli.Images.Inspect;

/// <summary>Shows an image, or the tags of a repository where neither tag nor digest is said.</summary>
internal static class ImageInspectRun
{
    public static async Task<int> RunAsync(
        CliConsole console,
        RegistryClient registries,
        ContentLocation location,
        bool json,
        CancellationToken cancellationToken
    )
    {
        if (location is ContentLocation.Registry { Reference: { Tag: null, Digest: null } reference })
        {
            var repository = registries.Open(reference);
            var all = await console.WaitAsync(
                $"Asking {reference.Registry}…",
                () => repository.ListTagsAsync(cancellationToken)
            );
            var tags = all.Where(tag => !IsAttachment(tag)).ToList();
            if (json)
                await console.Output.WriteLineAsync(
                    JsonSerializer.Serialize(
                        new RepositoryTags(reference.Name, tags),
                        ImageInspectContracts.Default.RepositoryTags
                    )
                );
            else
                await WriteAsync(console, reference, tags);
            return ExitCodes.Ok;
        }

        using var sources = new ContentSources(registries);
        var image = await console.WaitAsync(
            $"Looking at {location}…",
            () => new ImageInspection(sources).RunAsync(location, cancellationToken)
        );
        if (json)
            await console.Output.WriteLineAsync(
                JsonSerializer.Serialize(image, ImageInspectContracts.Default.ImageDescription)
            );
        else
            ImageView.Write(console.Tables, image);
        return ExitCodes.Ok;
    }

    // Under the digest of what they are about: lists of referrers, and signatures.
    private static bool IsAttachment(string tag) =>
        tag.Split('.')[0].Split('-') is [var algorithm, var hex] && Digest.TryParse($"{algorithm}:{hex}", out _);

    private static async Task WriteAsync(CliConsole console, ImageReference reference, List<string> tags)
    {
        if (tags.Count == 0)
            await console.Error.WriteLineAsync($"{reference.Name} has no tags.");
        foreach (var tag in tags)
            await console.Output.WriteLineAsync($"{reference.Name}:{tag}");
    }
}
