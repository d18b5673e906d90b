using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Watching;

namespace Slipway.Operator.Queues;

/// <summary>Workers that take names from a queue and have them reconciled.</summary>
internal sealed class ReconcileLoop(
    IReconciler reconciler,
    WorkQueue<ObjectName> queue,
    OperatorMetrics metrics,
    ILogger<ReconcileLoop> log
)
{
    private const int Workers = 4;

    public Task RunAsync(CancellationToken token) =>
        Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => WorkAsync(token)));

    private async Task WorkAsync(CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            ObjectName name;
            try
            {
                name = await queue.TakeAsync(token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await OneAsync(name, token);
        }
    }

    private async Task OneAsync(ObjectName name, CancellationToken token)
    {
        using var measured = metrics.Reconciles(reconciler.Kind);
        try
        {
            queue.Done(name, await reconciler.ReconcileAsync(name, token));
        }
        catch (ApiException e) when (e.IsConflict)
        {
            // What was read is old; the cache is about to know.
            log.Outrun(reconciler.Kind, name.ToString(), queue.Failed(name));
            measured.Outcome = "conflict";
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            queue.Done(name, null);
        }
#pragma warning disable CA1031 // One resource that cannot be reconciled must not end the others'.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var isExpected = e is ApiException or HttpRequestException or Objects.ObjectTroubleException;
            log.NotReconciled(reconciler.Kind, name.ToString(), queue.Failed(name), e.Message, isExpected ? null : e);
            measured.Outcome = "error";
        }
    }
}
