namespace Slipway.ApiServer.Faults;

/// <summary>How often what goes wrong; each is a probability from 0 to 1, of each request that the filter lets through.</summary>
public sealed record FaultOptions
{
    /// <summary>An update, a patch or a deletion is refused with 409.</summary>
    public double Conflict { get; init; }

    /// <summary>429 with <c>Retry-After: 1</c>.</summary>
    public double TooManyRequests { get; init; }

    public double InternalError { get; init; }

    /// <summary>The connection is cut, and nothing was done.</summary>
    public double CutBefore { get; init; }

    /// <summary>The connection is cut after all was done: the client cannot know.</summary>
    public double CutAfter { get; init; }

    /// <summary>A watch is cut, of each event that it would send.</summary>
    public double WatchDropped { get; init; }

    /// <summary>A watch ends with 410, of each event that it would send.</summary>
    public double WatchExpired { get; init; }

    /// <summary>The history is forgotten, of each write.</summary>
    public double Compaction { get; init; }

    /// <summary>What may go wrong, by verb and resource (<c>update</c>, <c>deployments.apps</c>); everything by default.</summary>
    public Func<string, string, bool> Applies { get; init; } = static (_, _) => true;
}
