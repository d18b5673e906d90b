using Docker.DotNet;
using Docker.DotNet.Models;
using Slipway.Errors;

namespace Slipway.Containers.Images;

/// <summary>The images of an engine.</summary>
public sealed class EngineImages
{
    private readonly DockerClient _client;
    private readonly string _socket;

    internal EngineImages(DockerClient client, string socket)
    {
        (_client, _socket) = (client, socket);
    }

    /// <summary>The one that a reference or an id names; null where the engine has none.</summary>
    public Task<EngineImage?> FindAsync(string reference, CancellationToken cancellationToken) =>
        EngineErrors.GuardAsync<EngineImage?>(
            _socket,
            $"Looking for the image {reference}",
            async () =>
            {
                try
                {
                    var image = await _client.Images.InspectImageAsync(reference, cancellationToken);
                    return new EngineImage(image.ID, [.. image.Config?.Cmd ?? []], [.. image.RepoDigests ?? []]);
                }
                catch (DockerApiException e) when (EngineErrors.IsMissing(e))
                {
                    return null;
                }
            }
        );

    /// <summary>Fetches an image from its registry.</summary>
    /// <param name="reference">With its registry, unless that is Docker Hub; without a tag, <c>latest</c> is meant.</param>
    /// <param name="login">Null: the engine's own, where it has any.</param>
    /// <param name="progress">Told as it goes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServingException">
    /// NotFound (<see cref="EngineErrors.ImageMissing"/>), FailedPrecondition (<see cref="EngineErrors.NotAuthorised"/> or
    /// <see cref="EngineErrors.Refused"/>), Unavailable.
    /// </exception>
    public async Task<EngineImage> PullAsync(
        string reference,
        RegistryLogin? login,
        IProgress<PullProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var ledger = new PullLedger(progress);
        try
        {
            await _client.Images.CreateImageAsync(
                new ImagesCreateParameters { FromImage = WithTag(reference) },
                login is null
                    ? new AuthConfig()
                    : new AuthConfig
                    {
                        Username = login.User,
                        Password = login.Password,
                        IdentityToken = login.IdentityToken,
                    },
                ledger,
                cancellationToken
            );
        }
        catch (DockerApiException e)
        {
            throw PullFailure.Of(reference, EngineErrors.Words(e), e);
        }
        catch (Exception e) when (EngineErrors.IsOfConnection(e))
        {
            throw EngineErrors.Unreachable(
                $"The image {reference} cannot be pulled: the container engine at {_socket} does not answer ({e.Message}).",
                e
            );
        }

        if (ledger.Failure is { } failure)
            throw PullFailure.Of(reference, failure, null);
        return await FindAsync(reference, cancellationToken)
            ?? throw EngineErrors.Refuse(
                $"The image {reference} was pulled, and the container engine has none of that name."
            );
    }

    /// <summary>Takes up the image of a docker-archive, under the name that is in it. The stream is closed.</summary>
    public Task LoadAsync(Stream archive, CancellationToken cancellationToken) =>
        EngineErrors.GuardAsync(
            _socket,
            "Loading an image",
            async () =>
            {
                var ledger = new PullLedger(null);
                await _client.Images.LoadImageAsync(
                    new ImageLoadParameters { Quiet = true },
                    archive,
                    ledger,
                    cancellationToken
                );
                return ledger.Failure is { } failure
                    ? throw EngineErrors.Refuse($"The container engine does not take the image: {failure}")
                    : true;
            }
        );

    /// <summary>Names of images that begin with a prefix, which ends with a slash.</summary>
    public Task<IReadOnlyList<string>> NamesAsync(string prefix, CancellationToken cancellationToken) =>
        EngineErrors.GuardAsync<IReadOnlyList<string>>(
            _socket,
            "Listing images",
            async () =>
            {
                var images = await _client.Images.ListImagesAsync(new ImagesListParameters(), cancellationToken);
                return
                [
                    .. images
                        .SelectMany(image => image.RepoTags ?? [])
                        .Where(name => name.StartsWith(prefix, StringComparison.Ordinal)),
                ];
            }
        );

    /// <summary>Takes a name away, and the image with its last one; what a container uses stays.</summary>
    public Task RemoveAsync(string name, CancellationToken cancellationToken) =>
        EngineErrors.GuardAsync(
            _socket,
            $"Removing the image {name}",
            async () =>
            {
                try
                {
                    await _client.Images.DeleteImageAsync(name, new ImageDeleteParameters(), cancellationToken);
                }
                catch (DockerApiException e) when (EngineErrors.IsMissing(e))
                {
                    // Somebody else did.
                }

                return true;
            }
        );

    // Without one, engines would fetch every tag there is.
    internal static string WithTag(string reference)
    {
        var name = reference[(reference.LastIndexOf('/') + 1)..];
        return name.Contains(':', StringComparison.Ordinal) || name.Contains('@', StringComparison.Ordinal)
            ? reference
            : $"{reference}:latest";
    }
}
