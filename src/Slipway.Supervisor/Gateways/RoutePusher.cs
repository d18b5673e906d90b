using System.Text.Json;
using Slipway.Deployment;
using Slipway.Deployment.Routing;

namespace Slipway.Supervisor.Gateways;

/// <summary>
/// Keeps the gateway's table at the newest: one push at a time, another where the table has changed since or the gateway is a new
/// process. Moved by the fleet's loop alone.
/// </summary>
internal sealed class RoutePusher(GatewayUnit gateway, ILogger log, Action wake)
{
    // Another supervisor counts anew, whatever its clock says.
    private readonly string _author = Guid.NewGuid().ToString("N");
    private string? _content;
    private RoutingTable? _table;
    private Task? _push;
    private bool _wasReady;
    private long _acknowledged;

    /// <summary>Of the newest table.</summary>
    public long Generation { get; private set; }

    /// <summary>Nobody routes by an older table: this one was taken up, or there is no process that could.</summary>
    public bool HasApplied(long generation) => Volatile.Read(ref _acknowledged) >= generation || !gateway.Runs;

    /// <summary>Makes a generation of a table if it says anything new.</summary>
    public void Offer(RoutingTable table)
    {
        var content = JsonSerializer.Serialize(table with { Generation = 0 }, DeploymentJson.Default.RoutingTable);
        if (content != _content)
        {
            _content = content;
            _table = table with { Author = _author, Generation = ++Generation };
        }

        // Another process begins with nothing.
        if (gateway.IsReady && !_wasReady)
            _acknowledged = 0;
        _wasReady = gateway.IsReady;
        if (
            gateway.IsReady
            && _table is not null
            && _acknowledged < Generation
            && _push is null or { IsCompleted: true }
        )
            _push = PushAsync(_table);
    }

    private async Task PushAsync(RoutingTable table)
    {
        try
        {
            await gateway.Client.ApplyAsync(table, CancellationToken.None);
            Volatile.Write(ref _acknowledged, table.Generation);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
        {
            log.RoutesRefused(e.Message);
            await Task.Delay(200);
        }

        wake();
    }
}
