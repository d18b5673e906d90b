namespace Slipway.Errors;

/// <summary>
/// The one set of failure kinds inside Slipway. Each protocol has its own table from these to its status codes;
/// the tables stand side by side under one test.
/// </summary>
public enum ServingErrorCode
{
    /// <summary>A fault of ours or of the engine; retrying the same request is not expected to help.</summary>
    Internal = 0,

    /// <summary>The request is wrong in itself: names, types, shapes, values, syntax.</summary>
    InvalidArgument,

    /// <summary>The model, version, label or other named thing does not exist.</summary>
    NotFound,

    /// <summary>The thing to be created exists.</summary>
    AlreadyExists,

    /// <summary>The request is well-formed but asks for what this server or model does not do.</summary>
    Unsupported,

    /// <summary>The model is loading, unloading or failed, or the server drains; another time may succeed.</summary>
    Unavailable,

    /// <summary>A queue or budget is full; the caller should back off and retry.</summary>
    ResourceExhausted,

    /// <summary>The request body or a declared size is over a configured limit.</summary>
    TooLarge,

    /// <summary>The caller's deadline passed, or cannot be met.</summary>
    DeadlineExceeded,

    /// <summary>The caller gave up.</summary>
    Cancelled,

    /// <summary>The state of the system forbids the operation now (for example unloading what is not loaded).</summary>
    FailedPrecondition,

    /// <summary>A failure of unknown kind reported by an engine.</summary>
    Unknown,
}
