using Slipway.Gateway.Hosting;
using Slipway.Gateway.Pipelines.Views;
using Slipway.Gateway.Routing;

namespace Slipway.Gateway.Surfaces;

/// <summary>Whether the fleet answers: every service that has a revision has a replica, or holds its requests until it has one.</summary>
internal sealed class FleetReadiness(TableStore tables, Draining draining, PipelineReadiness pipelines)
{
    /// <summary>In a sentence; null where it is ready.</summary>
    public string? WhyNot()
    {
        if (draining.IsAnnounced)
            return "The gateway is stopping.";
        var table = tables.Current;
        if (!table.IsTold)
            return "The gateway has no routes yet.";
        string[] missing = [.. table.Services.Where(service => !IsReady(service)).Select(service => service.Name)];
        return missing.Length == 0 ? null : $"No replica is ready of: {string.Join(", ", missing)}.";
    }

    /// <summary>A service without a revision is off, and not missed.</summary>
    public static bool IsReady(ServiceRouting service) => service.Revisions.Length == 0 || TakesRequests(service);

    /// <summary>Whether a request would be answered.</summary>
    public static bool TakesRequests(ServiceRouting service) => service.Split.Length > 0 || service.Route.Holds;

    /// <summary>All models, and the pipelines.</summary>
    public IEnumerable<IndexEntryBody> Index(GatewayTable table)
    {
        foreach (var name in table.Models)
        {
            yield return pipelines.WhyNot(name, table) is { } why
                ? new IndexEntryBody(name, "UNAVAILABLE", why.TrimEnd('.'))
                : new IndexEntryBody(name, IndexEntryBody.Ready, null);
        }
    }
}
