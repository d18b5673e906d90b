using Slipway.Deployment.Routing;

namespace Slipway.Supervisor.Gateways;

/// <summary>
/// Keeps one gateway's table at the newest: one push at a time, another where the table has changed since or the gateway is a new
/// process. Moved by the fleet's loop alone.
/// </summary>
internal sealed class GatewayRoutes(GatewayProcess gateway, ILogger log, Action wake)
{
    private string? _process;
    private Task? _push;
    private long _acknowledged;

    // It waits for its first table before it takes a request.
    private bool IsUntold => gateway.IsSuccessor && _push is null;

    /// <summary>It does not route by an older table: this one was taken up, or there is no process that could.</summary>
    public bool HasApplied(long generation) =>
        !gateway.Runs || IsUntold || Volatile.Read(ref _acknowledged) >= generation;

    public void Offer(RoutingTable table)
    {
        // Another process begins with nothing.
        var process = gateway.Replica.Record.Identity;
        if (process != _process)
        {
            _process = process;
            Volatile.Write(ref _acknowledged, 0);
        }

        if (gateway.Answers && _acknowledged < table.Generation && _push is null or { IsCompleted: true })
            _push = PushAsync(table, process);
    }

    private async Task PushAsync(RoutingTable table, string? process)
    {
        try
        {
            await gateway.Client.ApplyAsync(table, CancellationToken.None);
            if (process == _process)
                Volatile.Write(ref _acknowledged, table.Generation);
        }
        catch (Exception e)
            when (e is HttpRequestException or TaskCanceledException or IOException or ObjectDisposedException)
        {
            log.RoutesRefused(e.Message);
            await Task.Delay(200);
        }

        wake();
    }
}
