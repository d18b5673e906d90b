namespace Slipway.Serving.Lifecycle;

/// <summary>
/// The life of one version: Start → Loading → Available → Unloading → End. A failed load goes from Loading straight
/// to End and keeps its error.
/// </summary>
public enum ServableState
{
    Start,
    Loading,
    Available,
    Unloading,
    End,
}
