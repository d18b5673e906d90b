using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.Images;
using Slipway.Oci.Images.Nano;
using Slipway.Oci.References;
using Slipway.Oci.Signatures;

namespace Slipway.Cli.Images.Build;

/// <summary>Finds the base that the user named, as the lock file has it, and lets the lock file know of one that it has not.</summary>
internal sealed class BaseChoice(ContentSources sources, ImageCache cache, LockFile locks, SignaturePolicy? signed)
{
    /// <summary>The base that is made of the machine's packages.</summary>
    public const string Nano = "nano";

    /// <summary>Microsoft's base for programs that bring all of .NET along: the libraries that these need, and no shell.</summary>
    public const string Default = "mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled";

    /// <param name="name">As the user said it.</param>
    /// <param name="platform">What it must run on.</param>
    /// <param name="created">The time of what is made.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<BaseLayers> FindAsync(
        string name,
        Platform platform,
        DateTimeOffset created,
        CancellationToken cancellationToken
    ) =>
        name == Nano
            ? NanoAsync(platform, created, cancellationToken)
            : ImageAsync(name, ContentLocation.Parse(name), platform, cancellationToken);

    private async Task<BaseLayers> NanoAsync(
        Platform platform,
        DateTimeOffset created,
        CancellationToken cancellationToken
    )
    {
        var locked = locks.Find(Nano)?.Packages ?? new(StringComparer.Ordinal);
        var known = locked.GetValueOrDefault(platform.ToString());
        var versions = known ?? await PackageCache.CandidatesAsync(platform.Architecture, cancellationToken);
        var key = string.Join(
            '\n',
            versions.Select(package => $"{package.Key} {package.Value}").Order(StringComparer.Ordinal)
        );
        var layer = await cache.Layers.GetAsync(
            $"nano {NanoBase.Form} {platform}\n{key}",
            async token =>
                await NanoBase.AssembleAsync(
                    await cache.Packages.GetAsync(platform.Architecture, versions, token),
                    token
                ),
            created,
            ImageCache.Level,
            cancellationToken
        );
        locks.Set(
            Nano,
            new LockedBase
            {
                Packages = new(locked, StringComparer.Ordinal)
                {
                    [platform.ToString()] = new(new Dictionary<string, string>(versions), StringComparer.Ordinal),
                },
            }
        );
        return new BaseLayers(Nano) { Layer = layer, Packages = versions.ToDictionary() };
    }

    private async Task<BaseLayers> ImageAsync(
        string name,
        ContentLocation location,
        Platform platform,
        CancellationToken cancellationToken
    )
    {
        var (source, reference) = await sources.OpenAsync(location, cancellationToken);
        var root = await ResolveAsync(source, name, locks.Find(name)?.Digest, reference, cancellationToken);
        if (signed is not null)
            await signed.RequireAsync(source, root.Descriptor.Digest, name, cancellationToken);
        var image = await BaseImage.ReadAsync(source, root.Descriptor.Digest.ToString(), platform, cancellationToken);
        locks.Set(name, new LockedBase { Digest = root.Descriptor.Digest.ToString() });
        return new BaseLayers(name) { Image = (image, source) };
    }

    private async Task<ManifestContent> ResolveAsync(
        IContentSource source,
        string name,
        string? locked,
        string reference,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await source.ResolveAsync(locked ?? reference, cancellationToken);
        }
        catch (ServingException e) when (e.Code == ServingErrorCode.NotFound && locked is not null)
        {
            throw new CliException(
                ExitCodes.Failure,
                $"The lock file {locks.Path} has {locked} for the base {name}, which is not there any more. --update-lock takes what is "
                    + "there now.",
                e
            );
        }
        catch (ServingException e) when (ImageFailures.ExitCodeOf(e.Reason) == ExitCodes.ServerUnreachable)
        {
            throw new CliException(
                ExitCodes.ServerUnreachable,
                $"The base {name} cannot be had. {e.Message} Without a way to a registry, --base nano makes a base of this machine's "
                    + "Debian packages, and oci:FOLDER or oci-archive:FILE is one on disk.",
                e
            );
        }
    }
}
