using Slipway.Gateway.Routing;

namespace Slipway.Gateway.Hosting;

/// <summary>Whether this gateway takes requests, whatever becomes of the services behind it.</summary>
internal sealed class GatewayReadiness(TableStore tables, Draining draining, IHostApplicationLifetime lifetime)
{
    /// <summary>In a sentence; null where it takes them.</summary>
    public string? WhyNot() =>
        !lifetime.ApplicationStarted.IsCancellationRequested ? "It does not listen yet."
        : !tables.Current.IsTold ? "It has no routes yet."
        : null;

    /// <summary>In a sentence; null where new connections should come here.</summary>
    public string? WhyNoMore() => draining.IsAnnounced ? "It is stopping." : WhyNot();
}
