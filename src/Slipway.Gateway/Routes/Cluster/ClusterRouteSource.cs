namespace Slipway.Gateway.Routes.Cluster;

/// <summary>
/// Routes from the objects of a namespace, made anew with every change. There are none before all kinds have been listed once: half
/// of them would refuse what the other half takes.
/// </summary>
internal sealed class ClusterRouteSource(ClusterWatches watches, RoutePublisher publisher, RouteRemarks remarks)
    : BackgroundService
{
    private const string Topic = "model services and pipelines";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var following = watches.FollowAllAsync(stoppingToken);
        try
        {
            while (true)
            {
                // Taken before the look, so that no change falls between the two.
                var changed = watches.Changed.Next;
                if (watches.AreSynced)
                    Publish();
                await changed.WaitAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await following;
        }
    }

    private void Publish()
    {
        var (table, problems) = ClusterRoutes.Of(
            watches.Services.Objects,
            watches.Pipelines.Objects,
            ClusterEndpoints.Of(watches.Slices.Objects)
        );
        publisher.Publish(table);
        if (problems.Count > 0)
            remarks.Set(Topic, problems);
        else
            remarks.Clear(Topic);
    }
}
