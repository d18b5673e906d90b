using Slipway.Errors;

namespace Slipway.Serving.Sources.Remote.Mirroring;

/// <summary>Where the models of a mirror come from. Used by one mirror, for several units at once.</summary>
internal interface IMirrorOrigin : IDisposable
{
    RemoteLocation Location { get; }

    /// <summary>What tells this location from every other, in the names of mirrors; no secret.</summary>
    string MirrorKey { get; }

    /// <summary>What is there now. Attempts that may pass are made again.</summary>
    /// <exception cref="ServingException">With a reason.</exception>
    Task<MirrorPlan> PlanAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Fills a folder with the files of a unit. What came so far is kept in the mirror or elsewhere when it fails, where that
    /// is of use; what is in the folder then is not.
    /// </summary>
    /// <param name="unit">One of the last plan's.</param>
    /// <param name="staged">The folder, empty.</param>
    /// <param name="folder">The mirror, with what is in place.</param>
    /// <param name="progress">Told of what is to come and of what has come.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServingException">With a reason.</exception>
    /// <exception cref="IOException">The disk is full, or not to be written to.</exception>
    Task FillAsync(
        MirrorUnit unit,
        string staged,
        MirrorFolder folder,
        TransferProgress progress,
        CancellationToken cancellationToken
    );
}
