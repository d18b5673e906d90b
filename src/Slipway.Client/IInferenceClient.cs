using Slipway.Errors;
using Slipway.Inference;

namespace Slipway.Client;

/// <summary>
/// A client of one Open Inference Protocol V2 server, over REST or gRPC alike; made by
/// <see cref="InferenceClient"/>. Thread-safe; keep one per server and dispose it at the end. Every call keeps the
/// deadline and the retry rules of its <see cref="InferenceClientOptions"/>.
/// </summary>
/// <exception cref="ServingException">
/// Every call but the three health checks: the server refused (its code and its message), cannot be reached
/// (Unavailable), or did not answer in time (DeadlineExceeded).
/// </exception>
public interface IInferenceClient : IAsyncDisposable
{
    /// <summary>The server, as the caller gave it.</summary>
    Uri Address { get; }

    /// <summary>Whether the process answers at all; false also where it cannot be reached.</summary>
    Task<bool> IsLiveAsync(CancellationToken cancellationToken = default);

    /// <summary>Whether the server has all its models loaded; false also where it cannot be reached.</summary>
    Task<bool> IsReadyAsync(CancellationToken cancellationToken = default);

    /// <summary>Whether one model can be called; false also for an unknown one or where no server is reached.</summary>
    Task<bool> IsModelReadyAsync(string model, long? version = null, CancellationToken cancellationToken = default);

    Task<ServerMetadata> GetServerMetadataAsync(CancellationToken cancellationToken = default);

    /// <summary>The signature of a model, in the version that the server prefers where none is named.</summary>
    Task<ModelMetadata> GetModelMetadataAsync(
        string model,
        long? version = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// The names of the models that the server has. The core protocol has no such call: REST asks
    /// <c>/v1/models</c>, gRPC the repository index; a server without it answers Unsupported or NotFound.
    /// </summary>
    Task<IReadOnlyList<string>> ListModelsAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs one inference. The request, with its tensors, stays the caller's and must not change or be disposed until
    /// the task ends; the response becomes the caller's, who disposes it.
    /// </summary>
    Task<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken cancellationToken = default);
}
