namespace Slipway.Supervisor.Containers;

/// <summary>What every container of a fleet needs.</summary>
/// <param name="Engine">By which it runs.</param>
/// <param name="Time">What time it is.</param>
/// <param name="Log">The supervisor's own.</param>
/// <param name="Stop">This process ends; containers do not.</param>
internal sealed record ContainerContext(EngineLink Engine, TimeProvider Time, ILogger Log, CancellationToken Stop)
{
    /// <summary>How long is waited before an engine that does not answer is asked again.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
}
