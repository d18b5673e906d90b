using System.Text.Json;
using Slipway.Deployment;
using Slipway.Deployment.Routing;
using Slipway.Errors;
using Slipway.Gateway.Routing;

namespace Slipway.Gateway.Routes;

/// <summary>
/// Applies the tables of the one source there is: each that is another one, with a generation of its own. One that cannot be used
/// leaves the one before in its place. Not thread-safe.
/// </summary>
internal sealed class RoutePublisher(TableStore tables, RouteRemarks remarks, ILogger<RoutePublisher> log)
{
    private const string Topic = "the table of routes";

    private byte[] _applied = [];
    private long _generation;

    /// <param name="table">Its generation and author are not looked at.</param>
    public void Publish(RoutingTable table)
    {
        var next = table with { Generation = 0, Author = "" };
        var content = JsonSerializer.SerializeToUtf8Bytes(next, DeploymentJson.Default.RoutingTable);
        if (content.AsSpan().SequenceEqual(_applied))
        {
            remarks.Clear(Topic);
            return;
        }

        try
        {
            tables.Apply(next with { Generation = _generation + 1 });
        }
        catch (ServingException e)
        {
            remarks.Set(Topic, $"The routes cannot be used, and those before stay: {e.Message}");
            return;
        }

        _applied = content;
        _generation++;
        remarks.Clear(Topic);
        log.RoutesApplied(
            _generation,
            next.Services.Count,
            next.Services.Sum(service => service.Revisions.Sum(revision => revision.Endpoints.Count)),
            next.Pipelines.Count
        );
    }
}
