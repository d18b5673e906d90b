using Slipway.Errors;

namespace Slipway.Client;

/// <summary>
/// Manages the models of a server (Triton's "Model Repository Extension", and Slipway's labels); made by
/// <see cref="InferenceClient.CreateRepository(Uri, InferenceClientOptions)"/>. Thread-safe. Orders wait as long as the
/// loading takes, within the deadline of the options, and are not repeated.
/// </summary>
/// <exception cref="ServingException">
/// Every call: the server refused (FailedPrecondition where its management is off), cannot be reached, or did not answer
/// in time.
/// </exception>
public interface IModelRepositoryClient : IAsyncDisposable
{
    /// <summary>Every version of every model, loaded or not.</summary>
    Task<IReadOnlyList<RepositoryEntry>> IndexAsync(CancellationToken cancellationToken = default);

    /// <summary>Returns when the model is loaded.</summary>
    Task LoadAsync(string model, CancellationToken cancellationToken = default);

    /// <summary>Returns when the model takes no more requests.</summary>
    Task UnloadAsync(string model, bool withDependents = false, CancellationToken cancellationToken = default);

    /// <summary>Moves a label to a version; null takes it away.</summary>
    Task SetLabelAsync(string model, string label, long? version, CancellationToken cancellationToken = default);
}

/// <summary>A version in a server's repository, or a model that has none.</summary>
/// <param name="Name">The model.</param>
/// <param name="Version">Its version; empty where it has none.</param>
/// <param name="State"><c>READY</c>, <c>LOADING</c>, <c>UNLOADING</c> or <c>UNAVAILABLE</c>.</param>
/// <param name="Reason">Why it is not ready, for people.</param>
/// <param name="Labels">The labels that name it.</param>
/// <param name="Cause">The machine-readable cause of a failed load, or why a loaded version computes nothing now; null where it does.</param>
public sealed record RepositoryEntry(
    string Name,
    string Version,
    string State,
    string? Reason,
    IReadOnlyList<string> Labels,
    string? Cause
);
