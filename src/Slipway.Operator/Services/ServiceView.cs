namespace Slipway.Operator.Services;

/// <summary>What the cluster has of a service.</summary>
internal sealed record ServiceView
{
    /// <summary>By its number.</summary>
    public IReadOnlyDictionary<int, RevisionView> Revisions { get; init; } = new Dictionary<int, RevisionView>();

    /// <summary>How far the images of revisions are on nodes, where these are told to pull them.</summary>
    public IReadOnlyDictionary<int, PrepullView> Prepulls { get; init; } = new Dictionary<int, PrepullView>();

    /// <summary>What reckons its pods; null where there is none.</summary>
    public AutoscalerView? Autoscaler { get; init; }
}

/// <summary>A DaemonSet that has nodes pull images.</summary>
/// <param name="Nodes">Where the service's pods may run.</param>
/// <param name="Pulled">Those that have the images.</param>
/// <param name="IsCurrent">Whether that is about the DaemonSet as it is now.</param>
internal sealed record PrepullView(int Nodes, int Pulled, bool IsCurrent);

/// <summary>A HorizontalPodAutoscaler.</summary>
/// <param name="Revision">Whose pods it reckons.</param>
/// <param name="Trouble">Why it cannot; null where it can, or has not said so yet.</param>
internal sealed record AutoscalerView(int Revision, (string Reason, string Message)? Trouble);
