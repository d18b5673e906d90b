using Slipway.Deployment.Traffic.Ledgers;
using Slipway.Supervisor.Releases;
using Slipway.Supervisor.Scaling;
using Slipway.Supervisor.Services;

namespace Slipway.Supervisor.Fleets;

/// <summary>A service with what moves it.</summary>
/// <param name="Unit">Its revisions and replicas.</param>
/// <param name="Release">Which revision has the traffic.</param>
/// <param name="Autoscaler">How many replicas it has by demand.</param>
/// <param name="Ledger">What it answers.</param>
internal sealed record ManagedService(ServiceUnit Unit, Release Release, Autoscaler Autoscaler, ServiceLedger Ledger)
    : IDisposable
{
    public string Name => Unit.Name;

    public void Dispose() => Unit.Dispose();
}
