namespace Slipway.Deployment.Manifest;

/// <summary>How a manifest is read.</summary>
public sealed record ManifestOptions
{
    /// <summary>The overlay that is laid over it: for <c>production</c>, <c>slipway.production.yaml</c> beside it. Null: none.</summary>
    public string? Environment { get; init; }

    /// <summary>Values of variables, instead of those that the files give them.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Where <c>${env:NAME}</c> comes from.</summary>
    public Func<string, string?> EnvironmentVariables { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Where the fleet runs, whatever the manifest says. Null: as that says.</summary>
    public FleetTarget? Target { get; init; }

    /// <summary>Whether the gateway's ports are tried, for a fleet that is about to be started. Default: no.</summary>
    public bool ChecksPorts { get; init; }

    /// <summary>Ports that are not tried, since the fleet's own gateway listens on them.</summary>
    public IReadOnlyCollection<int> OwnPorts { get; init; } = [];
}
