namespace Slipway.Deployment.Pipelines.Paths;

/// <summary>What a template makes of a path that leads nowhere.</summary>
public enum PathPresence
{
    /// <summary>Null.</summary>
    Null = 0,

    /// <summary><c>!</c>: an error; also where null is found.</summary>
    Required,

    /// <summary><c>?</c>: the member, or the element of the list, is left out; also where null is found.</summary>
    Optional,
}
