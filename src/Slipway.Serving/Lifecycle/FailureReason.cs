namespace Slipway.Serving.Lifecycle;

/// <summary>Why a request that reached a version failed, as Triton's metrics divide it.</summary>
public enum FailureReason
{
    /// <summary>Refused in the queue: it was full, or the wait took too long.</summary>
    Rejected,

    /// <summary>The caller gave up.</summary>
    Canceled,

    /// <summary>The runtime failed to compute it.</summary>
    Backend,

    /// <summary>Anything else; most of these requests did not fit the model.</summary>
    Other,
}
