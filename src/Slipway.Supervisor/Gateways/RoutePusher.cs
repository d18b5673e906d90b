using System.Text.Json;
using Slipway.Deployment;
using Slipway.Deployment.Routing;

namespace Slipway.Supervisor.Gateways;

/// <summary>Numbers the tables, and has every gateway route by the newest. Moved by the fleet's loop alone.</summary>
internal sealed class RoutePusher(GatewayUnit gateway)
{
    // Another supervisor counts anew, whatever its clock says.
    private readonly string _author = Guid.NewGuid().ToString("N");
    private string? _content;
    private RoutingTable? _table;

    /// <summary>Of the newest table.</summary>
    public long Generation { get; private set; }

    /// <summary>Nobody routes by an older table.</summary>
    public bool HasApplied(long generation) => gateway.Routing.All(each => each.Routes.HasApplied(generation));

    /// <summary>Makes a generation of a table if it says anything new.</summary>
    public void Offer(RoutingTable table)
    {
        var content = JsonSerializer.Serialize(table with { Generation = 0 }, DeploymentJson.Default.RoutingTable);
        if (content != _content)
        {
            _content = content;
            _table = table with { Author = _author, Generation = ++Generation };
        }

        foreach (var each in gateway.Routing)
        {
            each.Routes.Offer(_table!);
        }
    }
}
