namespace Slipway.Kubernetes.Installation;

/// <summary>How the operator is installed.</summary>
public sealed record InstallOptions
{
    public const string DefaultNamespace = "slipway-system";

    public string Namespace { get; init; } = DefaultNamespace;

    public required string OperatorImage { get; init; }

    /// <summary>The server's image for models that are in none.</summary>
    public required string ServerImage { get; init; }

    /// <summary>Of which one leads.</summary>
    public int Replicas { get; init; } = 2;

    /// <summary>By which its image is pulled; null: without one.</summary>
    public string? ImagePullSecret { get; init; }
}
