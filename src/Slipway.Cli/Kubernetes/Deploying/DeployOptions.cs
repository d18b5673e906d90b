using Slipway.Deployment.Manifest;

namespace Slipway.Cli.Kubernetes.Deploying;

/// <summary>How a fleet is brought into a cluster.</summary>
internal sealed record DeployOptions
{
    /// <summary>The manifest's file or folder.</summary>
    public required string Path { get; init; }

    public required ManifestOptions Manifest { get; init; }

    public required FleetRenderingOptions Rendering { get; init; }

    public bool CreatesNamespace { get; init; }

    /// <summary>Fields that others have are taken from them.</summary>
    public bool TakesConflicts { get; init; }

    /// <summary>Nobody is asked.</summary>
    public bool IsAgreed { get; init; }

    /// <summary>It ends with what would change.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>How long to wait for readiness; null: not at all.</summary>
    public TimeSpan? Timeout { get; init; }
}
