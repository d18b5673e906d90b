namespace Slipway.Serving.Sources;

/// <summary>
/// Tells which versions of which models there are. One caller at a time lists and waits, by turns; disposal ends the
/// watching.
/// </summary>
public interface IModelSource : IDisposable
{
    /// <summary>Looks once. What cannot be used is reported beside what can, not thrown.</summary>
    /// <exception cref="Errors.ServingException">
    /// The source as a whole cannot be read, which says nothing of its models: what is served should stay.
    /// </exception>
    Task<SourceListing> ListAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Returns when what <see cref="ListAsync"/> gives may be another than it gave last. It may also return when it is
    /// not: list again and compare.
    /// </summary>
    Task WaitForChangeAsync(CancellationToken cancellationToken);
}
