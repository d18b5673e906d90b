namespace Slipway.Operator.Services;

/// <summary>What the cluster has of a service.</summary>
internal sealed record ServiceView
{
    /// <summary>By its number.</summary>
    public IReadOnlyDictionary<int, RevisionView> Revisions { get; init; } = new Dictionary<int, RevisionView>();

    /// <summary>What reckons its pods; null where there is none.</summary>
    public AutoscalerView? Autoscaler { get; init; }
}

/// <summary>A HorizontalPodAutoscaler.</summary>
/// <param name="Revision">Whose pods it reckons.</param>
/// <param name="Trouble">Why it cannot; null where it can, or has not said so yet.</param>
internal sealed record AutoscalerView(int Revision, (string Reason, string Message)? Trouble);
