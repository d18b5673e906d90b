using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Serving.Sources;

/// <summary>Where one version lies at the moment, and how it is read.</summary>
internal interface IVersionPlace
{
    /// <summary>For messages.</summary>
    string Name { get; }

    /// <exception cref="ServingException">It holds too much.</exception>
    FilesState Look(CancellationToken cancellationToken);

    /// <summary>Whether a marker holds it back.</summary>
    bool IsHeld { get; }

    /// <summary>Whether there is something that may be the artifact.</summary>
    bool HasArtifact(ModelConfig config);

    /// <exception cref="ServingException">It cannot be used.</exception>
    ModelPackage Read(ModelConfig config, string configFile);
}

/// <summary>
/// Follows one version. A state counts when it has settled; until then, and where it turns out to be unusable, the last
/// one that counted is given, unless its artifact is gone.
/// </summary>
internal sealed class TrackedVersion(Settling settling)
{
    /// <summary>When to look again at what changes while it is looked at.</summary>
    public static readonly TimeSpan Again = TimeSpan.FromMilliseconds(100);

    private string? _judged;

    /// <summary>The last usable state; null where there is none.</summary>
    public ModelPackage? Package { get; private set; }

    /// <summary>What is wrong with the last state that settled; null where nothing is.</summary>
    public ServingException? Error { get; private set; }

    /// <summary>Looks, and tells after which time to look again; infinite where nothing is to be waited for.</summary>
    public TimeSpan Look(IVersionPlace place, ConfigSight config, CancellationToken cancellationToken)
    {
        var remaining = TimeSpan.Zero;
        try
        {
            remaining = Judge(place, config, cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // It changes under our eyes.
            remaining = Again;
        }
        catch (ServingException e)
        {
            (_judged, Error) = (null, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            (_judged, Error) = (null, FolderReader.Unreadable(place.Name, e));
        }

        if (Package is not null && !Path.Exists(Package.ArtifactPath) && IsGone(place, config.Seen!))
            (_judged, Package) = (null, null);
        return remaining > TimeSpan.Zero ? remaining : Timeout.InfiniteTimeSpan;
    }

    // What cannot be read may still be there.
    private static bool IsGone(IVersionPlace place, ModelConfig config)
    {
        try
        {
            return !place.HasArtifact(config);
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception e) when (e is ServingException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private TimeSpan Judge(IVersionPlace place, ConfigSight config, CancellationToken cancellationToken)
    {
        var state = place.Look(cancellationToken).With(config.Digest, config.NewestChange);
        var remaining = settling.Observe(state, place.IsHeld);
        if (remaining != TimeSpan.Zero)
            return remaining;

        if (state.Fingerprint != _judged)
        {
            Error = null;
            _judged = state.Fingerprint;
            Package = place.Read(config.Seen!, config.FileName) with { Fingerprint = state.Fingerprint };
        }
        else if (Package is not null && Package.Fingerprint == _judged)
        {
            Package = Package with { Config = config.Seen! };
        }

        return remaining;
    }
}
