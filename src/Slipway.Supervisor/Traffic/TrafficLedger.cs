using Slipway.Deployment.Traffic;

namespace Slipway.Supervisor.Traffic;

/// <summary>
/// Adds up what the gateway reports. A new gateway counts from 0; of one that was there before this supervisor the first report
/// is where counting begins.
/// </summary>
internal sealed class TrafficLedger(DateTimeOffset began)
{
    private readonly Dictionary<string, ServiceLedger> _services = new(StringComparer.Ordinal);
    private TrafficReport? _last;

    public ServiceLedger Of(string service) =>
        _services.TryGetValue(service, out var ledger) ? ledger : _services[service] = new ServiceLedger();

    public void Remove(string service) => _services.Remove(service);

    public void Add(TrafficReport report, DateTimeOffset at)
    {
        var isOlderThanUs = _last is null && at - TimeSpan.FromSeconds(report.Seconds) < began;
        var before =
            isOlderThanUs ? report
            : _last?.Gateway == report.Gateway ? _last
            : null;
        var seconds = report.Seconds - (before?.Seconds ?? 0);
        foreach (var service in report.Services)
        {
            var earlier = before?.Services.FirstOrDefault(each => each.Service == service.Service);
            Of(service.Service).Add(service, earlier, seconds, at);
        }

        _last = report;
    }
}
