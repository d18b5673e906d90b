namespace Slipway.Gateway.Pipelines.Failures;

/// <summary>Why a pipeline, or a step of it, has no answer.</summary>
/// <param name="status">Over HTTP; the other protocols' follow from it.</param>
/// <param name="message">For the caller: which pipeline and step, what, and what to do.</param>
/// <param name="inner">What it came of; null where it is the first.</param>
internal sealed class PipelineFailure(int status, string message, Exception? inner = null) : Exception(message, inner)
{
    public int Status { get; } = status;

    /// <summary>When it may be tried again; null where that makes no sense.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Of the request itself: nobody else's fault.</summary>
    public bool IsCallers => Status is >= 400 and < 500;

    /// <summary>The same, of one of several.</summary>
    public PipelineFailure In(string place) => new(Status, $"{place}: {Message}", this) { RetryAfter = RetryAfter };

    public static PipelineFailure Invalid(string message) => new(StatusCodes.Status400BadRequest, message);

    /// <summary>A step, or what the pipeline makes of it, is not as it should be.</summary>
    public static PipelineFailure Broken(string message, Exception? inner = null) =>
        new(StatusCodes.Status502BadGateway, message, inner);

    public static PipelineFailure TimedOut(string message) => new(StatusCodes.Status504GatewayTimeout, message);
}
