using Slipway.Gateway.Routes.Cluster;

namespace Slipway.Gateway.Routes.Files;

/// <summary>Routes from a file, looked at every few seconds; where revisions name Services, with the endpoints of those.</summary>
/// <param name="arguments">Which file.</param>
/// <param name="publisher">Takes the tables.</param>
/// <param name="remarks">Told of a file that is bad.</param>
/// <param name="time">For the pauses.</param>
/// <param name="watches">Null where the file has the endpoints.</param>
internal sealed class FileRouteSource(
    RouteArguments arguments,
    RoutePublisher publisher,
    RouteRemarks remarks,
    TimeProvider time,
    ClusterWatches? watches = null
) : BackgroundService
{
    private const string Topic = "the file of routes";
    private const string ServicesTopic = "the Services of the file of routes";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly Task Never = new TaskCompletionSource().Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var following = watches?.FollowEndpointsAsync(stoppingToken) ?? Task.CompletedTask;
        var file = new RouteFile(arguments.File!);
        try
        {
            while (true)
            {
                // Taken before the look, so that no change falls between the two.
                var changed = watches?.Changed.Next ?? Never;
                await PublishAsync(file, stoppingToken);
                await WaitAsync(changed, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await following;
        }
    }

    private async Task PublishAsync(RouteFile file, CancellationToken token)
    {
        if (await file.LookAsync(table => FileRoutes.Problem(table, watches is not null), token) is { } problem)
            remarks.Set(Topic, problem);
        else
            remarks.Clear(Topic);
        if (file.Table is not { } table)
            return;
        if (watches is null)
        {
            publisher.Publish(table);
            return;
        }

        if (!watches.Slices.IsSynced)
            return;
        var endpoints = ClusterEndpoints.Of(watches.Slices.Objects);
        publisher.Publish(FileRoutes.WithEndpoints(table, endpoints));
        if (FileRoutes.Missing(table, endpoints) is { Count: > 0 } missing)
            remarks.Set(ServicesTopic, missing);
        else
            remarks.Clear(ServicesTopic);
    }

    private async Task WaitAsync(Task changed, CancellationToken token)
    {
        try
        {
            await changed.WaitAsync(Pause, time, token);
        }
        catch (TimeoutException)
        {
            // The file's turn.
        }
    }
}
