namespace Slipway.Kubernetes.Watching;

/// <summary>Which objects of a kind are kept.</summary>
/// <param name="Namespace">Of one namespace; null for all.</param>
/// <param name="Labels">By a label selector; null for all.</param>
/// <param name="IsOptional">Where the cluster does not have the kind there are none of it, until it has.</param>
public sealed record CacheScope(string? Namespace = null, string? Labels = null, bool IsOptional = false);
