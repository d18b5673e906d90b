using Slipway.Kubernetes.Watching;

namespace Slipway.Operator.Queues;

/// <summary>Brings one resource nearer to what it is to be; asked again and again, it ends where there is nothing left to do.</summary>
internal interface IReconciler
{
    /// <summary>For messages.</summary>
    string Kind { get; }

    /// <returns>When to look again at the latest; null for only when something changes.</returns>
    Task<TimeSpan?> ReconcileAsync(ObjectName name, CancellationToken token);
}
