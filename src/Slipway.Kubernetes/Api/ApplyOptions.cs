namespace Slipway.Kubernetes.Api;

/// <summary>How an object is applied.</summary>
/// <param name="Manager">Who says so: each manager has its own fields.</param>
public sealed record ApplyOptions(string Manager)
{
    /// <summary>Fields that others have are taken from them.</summary>
    public bool Force { get; init; }

    /// <summary>Nothing is stored; the answer is what would be.</summary>
    public bool DryRun { get; init; }

    /// <summary>Fields that the kind does not have are refused rather than dropped.</summary>
    public bool Strict { get; init; } = true;
}
