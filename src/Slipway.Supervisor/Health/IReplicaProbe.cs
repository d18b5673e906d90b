namespace Slipway.Supervisor.Health;

/// <summary>Asks a replica how it does.</summary>
internal interface IReplicaProbe
{
    /// <summary>Never throws but for cancellation.</summary>
    Task<ProbeResult> AskAsync(CancellationToken cancellationToken);
}
