namespace Slipway.Supervisor.Processes;

/// <summary>What a replica may take; null: as much as there is.</summary>
/// <param name="Cpu">Cores.</param>
/// <param name="MemoryBytes">Of resident memory.</param>
internal sealed record ReplicaLimits(double? Cpu, long? MemoryBytes)
{
    public static readonly ReplicaLimits None = new(null, null);
}
