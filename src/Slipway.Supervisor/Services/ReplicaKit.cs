using Slipway.Supervisor.Logs;
using Slipway.Supervisor.Processes;
using Slipway.Supervisor.State;

namespace Slipway.Supervisor.Services;

/// <summary>What every replica needs.</summary>
/// <param name="Host">Where it runs.</param>
/// <param name="Store">Where it is written down.</param>
/// <param name="Logs">Where its lines go.</param>
/// <param name="Ports">Where its ports are from.</param>
/// <param name="Http">By which it is asked.</param>
/// <param name="Time">What time it is.</param>
/// <param name="Log">The supervisor's own.</param>
/// <param name="Wake">Has the loop look at once.</param>
internal sealed record ReplicaKit(
    IReplicaHost Host,
    StateStore Store,
    LogCollector Logs,
    PortAllocator Ports,
    HttpClient Http,
    TimeProvider Time,
    ILogger Log,
    Action Wake
)
{
    /// <summary>Its ports are what clients know, and stay: the gateway's.</summary>
    public bool HasFixedPorts { get; init; }

    /// <summary>Under which its lines are kept; null: its own name.</summary>
    public string? LogName { get; init; }
}
