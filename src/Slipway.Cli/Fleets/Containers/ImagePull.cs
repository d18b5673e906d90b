using Slipway.Containers.Images;
using Slipway.Oci.References;
using Slipway.Oci.Registries.Authentication;

namespace Slipway.Cli.Fleets.Containers;

/// <summary>Has the engine pull images that it has not, with this user's credentials, and shows how far it is.</summary>
internal sealed class ImagePull(CliConsole console, EngineAccess engine)
{
    /// <summary>The image as the engine has it: what it has already is not asked for anew.</summary>
    /// <exception cref="Slipway.Errors.ServingException">There is none, it may not be had, or no engine answers.</exception>
    public async Task<EngineImage> EnsureAsync(string reference, CancellationToken cancellationToken)
    {
        var docker = await engine.GetAsync(cancellationToken);
        if (await docker.Images.FindAsync(reference, cancellationToken) is { } found)
            return found;
        if (!console.ShowsProgress)
            await console.Error.WriteLineAsync($"Pulling the image {CliConsole.Plain(reference)}…");
        var login = await LoginAsync(reference, cancellationToken);
        EngineImage? pulled = null;
        await console.ProgressAsync(
            reference,
            async report =>
                pulled = await docker.Images.PullAsync(
                    reference,
                    login,
                    new Reporter(progress => report(Share(progress), progress.ToString())),
                    cancellationToken
                )
        );
        return pulled!;
    }

    /// <summary>The reference with the digest of its manifest, by which the same can be pulled again, where the engine knows it.</summary>
    public static string Pinned(string reference, EngineImage image)
    {
        if (!ImageReference.TryParse(reference, out var parsed, out _) || LocalImages.IsLocal(reference))
            return reference;
        return image.Names.FirstOrDefault(name =>
                ImageReference.TryParse(name, out var other, out _)
                && other.Digest is not null
                && (other.Registry, Repository(other)) == (parsed.Registry, Repository(parsed))
            ) ?? reference;
    }

    // Docker leaves out what Podman writes.
    private static string Repository(ImageReference reference) =>
        reference.Registry == ImageReference.DockerHub
        && reference.Repository.StartsWith("library/", StringComparison.Ordinal)
            ? reference.Repository["library/".Length..]
            : reference.Repository;

    private static async Task<RegistryLogin?> LoginAsync(string reference, CancellationToken cancellationToken)
    {
        if (!ImageReference.TryParse(reference, out var parsed, out _))
            return null;
        var credential = await CredentialFiles
            .OfThisMachine()
            .FindAsync(parsed.Registry, parsed.Repository, cancellationToken);
        return credential switch
        {
            null => null,
            { IsToken: true } => new RegistryLogin("", "", credential.Secret),
            _ => new RegistryLogin(credential.User, credential.Secret),
        };
    }

    private static double Share(PullProgress progress) =>
        progress.Total > 0 ? (double)progress.Bytes / progress.Total
        : progress.Layers > 0 ? (double)progress.Done / progress.Layers
        : 0;

    private sealed class Reporter(Action<PullProgress> report) : IProgress<PullProgress>
    {
        public void Report(PullProgress value) => report(value);
    }
}
