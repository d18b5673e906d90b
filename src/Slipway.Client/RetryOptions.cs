namespace Slipway.Client;

/// <summary>
/// When a failed call is tried again. Only calls that the server did not run are: it answered 503 or UNAVAILABLE, or
/// the connection was refused. A connection lost half-way is not retried, since the model may have run. The wait is
/// what the server asked for (<c>Retry-After</c>, or gRPC's <c>grpc-retry-pushback-ms</c>), else grows exponentially
/// with jitter. A server that asks for a wait beyond the deadline gets no further attempt.
/// </summary>
public sealed record RetryOptions
{
    /// <summary>Attempts after the first; 0 turns retries off. Default 3.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>The middle of the first wait. Default 200 ms.</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest wait that the client chooses itself. Default 10 seconds.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>No retries.</summary>
    public static RetryOptions None { get; } = new() { MaxRetries = 0 };
}
