using Slipway.Inference;

namespace Slipway.Models;

/// <summary>Computes the sample requests of a version between its load and its first real request. Thread-safe.</summary>
public interface IWarmup
{
    /// <summary>Returns at once where the version has no samples. The servable stays the caller's.</summary>
    /// <exception cref="Errors.ServingException">
    /// A sample cannot be read or computed: reason <c>warmup-failed</c>, and the message names it.
    /// </exception>
    Task WarmUpAsync(ModelPackage package, IServable servable, CancellationToken cancellationToken);

    /// <summary>
    /// Requests that the version is known to take, from its samples, at most <paramref name="most"/>; none where there
    /// are no samples. The caller disposes them.
    /// </summary>
    Task<IReadOnlyList<InferenceRequest>> ReadSamplesAsync(
        ModelPackage package,
        IServable servable,
        int most,
        CancellationToken cancellationToken
    );
}
