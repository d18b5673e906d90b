using System.Text.Json.Nodes;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Watching;

namespace Slipway.Kubernetes.Applying;

/// <summary>What becomes of one object.</summary>
/// <param name="Kind">What.</param>
/// <param name="Resource">The object's kind.</param>
/// <param name="Name">The object's name.</param>
public sealed record ObjectChange(ObjectChangeKind Kind, ResourceKind Resource, ObjectName Name)
{
    /// <summary>The fields that change; none of an object that is made or goes.</summary>
    public IReadOnlyList<FieldChange> Fields { get; init; } = [];

    /// <summary>Fields that others have, and that would have to be taken from them.</summary>
    public IReadOnlyList<FieldConflict> Conflicts { get; init; } = [];

    /// <summary>It is there, and somebody else has made it: from now on it is the fleet's.</summary>
    public bool IsAdopted { get; init; }

    /// <summary>Other fields than before are the fleet's, be their values the same: what is no longer rendered is left to others.</summary>
    public bool MovesFields { get; init; }

    /// <summary>What is applied; null of one that goes.</summary>
    internal JsonObject? Body { get; init; }

    public override string ToString() => $"{Resource.Kind} {Name.Name}";
}

/// <summary>What becomes of an object.</summary>
public enum ObjectChangeKind
{
    Same = 0,
    Make,
    Change,

    /// <summary>It is no longer rendered.</summary>
    Prune,
}
