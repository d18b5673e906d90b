namespace Slipway.Kubernetes.Applying;

/// <summary>What applying a fleet would change.</summary>
public sealed record ApplyPlan
{
    public required FleetScope Scope { get; init; }

    /// <summary>The namespace is not there, and is made first.</summary>
    public bool MakesNamespace { get; init; }

    /// <summary>In the order in which it is done; what goes comes last.</summary>
    public required IReadOnlyList<ObjectChange> Changes { get; init; }

    /// <summary>What could not be looked at, in sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public bool IsEmpty => !MakesNamespace && Changes.All(change => change.Kind == ObjectChangeKind.Same);

    /// <summary>Objects that others have fields of.</summary>
    public IEnumerable<ObjectChange> Conflicting => Changes.Where(change => change.Conflicts.Count > 0);
}

/// <summary>Which fleet, and where.</summary>
/// <param name="Name">The fleet's, which its objects have as the label <c>app.kubernetes.io/instance</c>.</param>
/// <param name="Namespace">Where they are.</param>
public sealed record FleetScope(string Name, string Namespace);
