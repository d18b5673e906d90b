using Slipway.Kubernetes.Causes;

namespace Slipway.Operator.Services;

/// <summary>What the cluster has of one revision.</summary>
internal sealed record RevisionView
{
    /// <summary>Pods that there are.</summary>
    public int Pods { get; init; }

    public int Ready { get; init; }

    /// <summary>Pods that its Deployment is to have, whoever said so; null where there is no Deployment.</summary>
    public int? Wanted { get; init; }

    /// <summary>The first cause why one is not ready; null where none is known.</summary>
    public PodCause? Cause { get; init; }

    /// <summary>It did not get ready in the time that it has.</summary>
    public bool IsOverdue { get; init; }

    /// <summary>How often containers ended by themselves.</summary>
    public int Ends { get; init; }

    /// <summary>It gets no better by itself.</summary>
    public bool IsBroken => Ready == 0 && (IsOverdue || Cause is { IsFinal: true });

    public static RevisionView None { get; } = new();
}
