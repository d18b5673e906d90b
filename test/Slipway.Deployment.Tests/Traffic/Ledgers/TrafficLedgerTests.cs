using Slipway.Deployment.Traffic;
using Slipway.Deployment.Traffic.Ledgers;

namespace Slipway.Deployment.Tests.Traffic.Ledgers;

public sealed class TrafficLedgerTests
{
    private static readonly DateTimeOffset Began = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TrafficLedger _ledger = new(Began);

    private ServiceLedger Ner => _ledger.Of("ner");

    [Fact]
    public void Add_GatewayThatStartedLater_CountsAllThatItSaw()
    {
        _ledger.Add([Report("a", 5, requests: 7)], Began.AddSeconds(10));

        Ner.Of(1).Counts.Requests.Should().Be(7);
    }

    [Fact]
    public void Add_GatewayThatWasThereBefore_CountsFromItsFirstReportOn()
    {
        _ledger.Add([Report("a", 100, requests: 7)], Began.AddSeconds(1));
        _ledger.Add([Report("a", 101, requests: 9)], Began.AddSeconds(2));

        Ner.Of(1).Counts.Requests.Should().Be(2);
    }

    [Fact]
    public void Add_TwoGateways_AddsUpCountsPresentValuesAndConcurrency()
    {
        _ledger.Add(
            [
                Report("a", 1, requests: 1, held: 2, concurrency: 3),
                Report("b", 2, requests: 10, held: 1, concurrency: 8),
            ],
            Began.AddSeconds(3)
        );

        Ner.Of(1).Counts.Requests.Should().Be(11);
        Ner.Held.Should().Be(3);
        Ner.Concurrency.Should().Be(3 + 4);
        Ner.Reports.Should().Be(1);
    }

    [Fact]
    public void Add_GatewayThatWasSilentOnce_IsNotCountedTwice()
    {
        _ledger.Add([Report("a", 1, requests: 5), Report("b", 1, requests: 5)], Began.AddSeconds(1));
        _ledger.Add([Report("a", 2, requests: 6)], Began.AddSeconds(2));
        _ledger.Add([Report("a", 3, requests: 7), Report("b", 3, requests: 8)], Began.AddSeconds(3));

        Ner.Of(1).Counts.Requests.Should().Be(15);
    }

    [Fact]
    public void Add_AnotherGatewayInItsPlace_CountsFromZero()
    {
        _ledger.Add([Report("a", 1, requests: 5)], Began.AddSeconds(1));
        _ledger.Add([Report("b", 1, requests: 3)], Began.AddSeconds(2));

        Ner.Of(1).Counts.Requests.Should().Be(8);
    }

    [Fact]
    public void Recent_OverSomeSeconds_IsTheirRate()
    {
        _ledger.Add([Report("a", 1, requests: 0)], Began.AddSeconds(1));
        _ledger.Add([Report("a", 6, requests: 50)], Began.AddSeconds(6));

        Ner.Recent().Rate.Should().Be(10);
    }

    private static TrafficReport Report(
        string gateway,
        double seconds,
        long requests,
        int held = 0,
        double concurrency = 0
    ) =>
        new()
        {
            Gateway = gateway,
            Seconds = seconds,
            Generation = 1,
            Services =
            [
                new ServiceTraffic
                {
                    Service = "ner",
                    Held = held,
                    ConcurrencySeconds = concurrency,
                    Revisions =
                    [
                        new RevisionTraffic
                        {
                            Revision = 1,
                            Requests = requests,
                            Failures = 0,
                            InFlight = 0,
                            Latency = new LatencyCounts(),
                            Mirror = new MirrorCounts(),
                            Endpoints = [],
                        },
                    ],
                },
            ],
        };
}
