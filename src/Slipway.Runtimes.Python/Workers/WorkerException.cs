namespace Slipway.Runtimes.Python.Workers;

/// <summary>A worker that cannot be understood any more, or has gone, and is of no use.</summary>
internal sealed class WorkerException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether its end of the connection is closed, so that how it ended says more than the message.</summary>
    public bool IsGone { get; init; }
}
