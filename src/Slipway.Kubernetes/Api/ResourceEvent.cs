namespace Slipway.Kubernetes.Api;

/// <summary>Something that happened to an object.</summary>
/// <param name="Change">What.</param>
/// <param name="Object">As it is now, or was last; null of a bookmark.</param>
/// <param name="ResourceVersion">From where a watch goes on after this.</param>
public sealed record ResourceEvent<T>(ResourceChange Change, T? Object, string ResourceVersion)
    where T : class;

/// <summary>What happened.</summary>
public enum ResourceChange
{
    Added,
    Modified,
    Deleted,

    /// <summary>Nothing, up to this version.</summary>
    Bookmark,
}
