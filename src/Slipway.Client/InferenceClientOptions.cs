namespace Slipway.Client;

/// <summary>How a client calls its server. Immutable.</summary>
public sealed record InferenceClientOptions
{
    /// <summary>
    /// The time for one call with all its retries; null for no limit. Default 100 seconds. It travels with the
    /// request (gRPC: <c>grpc-timeout</c>; REST: the request parameter <c>timeout</c>, in microseconds), so that the
    /// server can drop what nobody waits for.
    /// </summary>
    public TimeSpan? Deadline { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>What is tried again, and when.</summary>
    public RetryOptions Retry { get; init; } = new();

    /// <summary>
    /// REST only: tensors travel in the binary tensor extension rather than as JSON. Default true; turn it off for a
    /// server without the extension. FP16 and BF16 cannot travel as JSON.
    /// </summary>
    public bool BinaryTensors { get; init; } = true;

    /// <summary>
    /// The handler that carries the calls: the place for TLS trust, client certificates, proxies and tracing. It
    /// stays the caller's. Null for one of the client's own, which it disposes.
    /// </summary>
    public HttpMessageHandler? HttpHandler { get; init; }

    /// <summary>The clock of deadlines and delays.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
