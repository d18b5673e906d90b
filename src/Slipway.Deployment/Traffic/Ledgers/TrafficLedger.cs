namespace Slipway.Deployment.Traffic.Ledgers;

/// <summary>
/// Adds up what gateways report. A new gateway counts from 0; of one that was there before counting began the first report is where
/// it begins.
/// </summary>
/// <param name="began">When that was.</param>
public sealed class TrafficLedger(DateTimeOffset began)
{
    // A gateway that was not heard of for so long has gone. Until then it may only have been slow to answer.
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, ServiceLedger> _services = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (TrafficReport Report, DateTimeOffset At)> _last = new(StringComparer.Ordinal);

    /// <summary>One service's.</summary>
    public ServiceLedger Of(string service) =>
        _services.TryGetValue(service, out var ledger) ? ledger : _services[service] = new ServiceLedger();

    /// <summary>The service has gone.</summary>
    public void Remove(string service) => _services.Remove(service);

    /// <summary>Adds what all gateways that answered have said at about the same time.</summary>
    /// <param name="round">A report of each.</param>
    /// <param name="at">When.</param>
    public void Add(IReadOnlyCollection<TrafficReport> round, DateTimeOffset at)
    {
        var services = round
            .SelectMany(report => Rounds(report, at))
            .GroupBy(each => each.Now.Service, StringComparer.Ordinal);
        foreach (var service in services)
        {
            Of(service.Key).Add([.. service], at);
        }

        foreach (var report in round)
        {
            _last[report.Gateway] = (report, at);
        }

        foreach (var (gateway, _) in _last.Where(each => at - each.Value.At > Memory).ToList())
        {
            _last.Remove(gateway);
        }
    }

    private List<GatewayRound> Rounds(TrafficReport report, DateTimeOffset at)
    {
        var before =
            _last.TryGetValue(report.Gateway, out var last) ? last.Report
            : at - TimeSpan.FromSeconds(report.Seconds) < began ? report
            : null;
        var seconds = report.Seconds - (before?.Seconds ?? 0);
        return
        [
            .. report.Services.Select(service => new GatewayRound(
                service,
                before?.Services.FirstOrDefault(each => each.Service == service.Service),
                seconds
            )),
        ];
    }
}
