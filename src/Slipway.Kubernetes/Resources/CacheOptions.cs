namespace Slipway.Kubernetes.Resources;

/// <summary>The volume that keeps a model which the server fetches. What is on it can be fetched again; another size or class is another volume.</summary>
public sealed record CacheOptions
{
    /// <summary>The size of one where nothing is said.</summary>
    public const string DefaultSize = "10Gi";

    /// <summary>A quantity such as 20Gi. Default 10Gi.</summary>
    public string? Size { get; set; }

    /// <summary>The StorageClass; null: the cluster's default.</summary>
    public string? StorageClassName { get; set; }

    /// <summary>
    /// Whether several nodes can mount it at a time (ReadWriteMany): then all revisions have one, else each has its own
    /// (ReadWriteOnce). Default: yes, where there may be several pods.
    /// </summary>
    public bool? Shared { get; set; }
}
