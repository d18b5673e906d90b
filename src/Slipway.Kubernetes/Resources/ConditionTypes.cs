namespace Slipway.Kubernetes.Resources;

/// <summary>The conditions of a resource. Each has a reason for machines and a message for people.</summary>
public static class ConditionTypes
{
    /// <summary>It answers as it should; also asleep.</summary>
    public const string Ready = "Ready";

    /// <summary>What its specification says is what runs: no release goes on, and none was taken back.</summary>
    public const string UpToDate = "UpToDate";

    /// <summary>Replicas are reckoned by demand; false with the reason where they cannot be.</summary>
    public const string Scaling = "Scaling";
}
