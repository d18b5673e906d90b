namespace Slipway.Serving.Lifecycle;

/// <summary>Reasons of failed loads that the engine itself acts on.</summary>
public static class LoadReasons
{
    /// <summary>Another model is needed, and is not available: the load is tried again whenever one becomes so.</summary>
    public const string MissingModel = "missing-step";
}
