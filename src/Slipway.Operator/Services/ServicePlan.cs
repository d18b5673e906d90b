using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Services;

/// <summary>What is to be made of a service now.</summary>
internal sealed record ServicePlan
{
    /// <summary>To be written before anything else is done.</summary>
    public required ModelServiceStatus Status { get; init; }

    /// <summary>Pods by revision; of a revision that is not named nothing is to be there.</summary>
    public required IReadOnlyDictionary<int, int> Pods { get; init; }

    /// <summary>The revision whose pods an autoscaler reckons already: their number is left alone; null for none.</summary>
    public int? LeftAlone { get; init; }

    /// <summary>The autoscaler's target and the fewest pods that it may come to; null: none is to be there.</summary>
    public (int Revision, int Least)? Autoscaler { get; init; }

    /// <summary>The revision whose images nodes are to pull; null for none.</summary>
    public int? Prepull { get; init; }

    /// <summary>To be told as events.</summary>
    public required IReadOnlyList<HistoryItem> News { get; init; }

    /// <summary>The golden requests are to be asked of this revision, where they are not yet; null: of none.</summary>
    public int? AskGolden { get; init; }

    /// <summary>When to look again though nothing changed; null: not before the next resync.</summary>
    public TimeSpan? Again { get; init; }

    /// <summary>The counts that were pending are in the status.</summary>
    public bool KeepsCounts { get; init; }
}
