using Microsoft.Extensions.Time.Testing;
using Slipway.Deployment.Rollouts;
using Slipway.Deployment.Traffic;
using Slipway.Gateway.Console.Traffic;

namespace Slipway.Gateway.Tests.Console.Traffic;

public sealed class TrafficHistoryTests
{
    private static readonly SeriesKey Ner = SeriesKey.Service("ner");

    private readonly FakeTimeProvider _time = new(Fleets.Begin);
    private readonly TrafficHistory _history;

    public TrafficHistoryTests() => _history = new TrafficHistory(_time);

    [Fact]
    public void Of_TwoSamples_IsWhatHappenedBetweenThem()
    {
        _history.Add(Moment(100, 1, Milliseconds(3, 100)));
        _time.Advance(TrafficHistory.Interval);

        _history.Add(Moment(150, 11, Milliseconds(3, 100), Milliseconds(40, 40)));

        var point = _history.Of(Ner).Should().ContainSingle().Subject;
        point.At.Should().Be(Fleets.Begin + TrafficHistory.Interval);
        point.Rate.Should().Be(10);
        point.FailureRate.Should().Be(0.2);
        point.P50.Should().BeInRange(40, 43);
        point.P99.Should().BeInRange(40, 43);
    }

    [Fact]
    public void Of_WithoutRequests_HasNoLatencyAndNoErrorRate()
    {
        _history.Add(Moment(100, 1));
        _time.Advance(TrafficHistory.Interval);
        _history.Add(Moment(100, 1));

        var point = _history.Of(Ner).Single();

        point.Rate.Should().Be(0);
        point.FailureRate.Should().BeNull();
        point.P50.Should().BeNull();
    }

    [Fact]
    public void Of_LongAfter_IsAQuarterOfAnHourAndNoMore()
    {
        for (var i = 0; i < TrafficHistory.Length * 2; i++)
        {
            _history.Add(Moment(i, 0));
            _time.Advance(TrafficHistory.Interval);
        }

        var points = _history.Of(Ner);

        points.Should().HaveCount(TrafficHistory.Length);
        (points[^1].At - points[0].At).Should().Be(TrafficHistory.Interval * (TrafficHistory.Length - 1));
    }

    [Fact]
    public void Of_ServiceThatIsGone_IsForgottenInTime()
    {
        _history.Add(Moment(1, 0));
        _time.Advance(TrafficHistory.Interval);
        _history.Add(Moment(2, 0));
        _history.Of(Ner).Should().NotBeEmpty();

        for (var i = 0; i <= TrafficHistory.Length; i++)
        {
            _time.Advance(TrafficHistory.Interval);
            _history.Add(Nothing());
        }

        _history.Of(Ner).Should().BeEmpty();
    }

    [Fact]
    public void Of_CountsThatBeganAnew_AreNotNegative()
    {
        _history.Add(Moment(1000, 10));
        _time.Advance(TrafficHistory.Interval);
        _history.Add(Moment(5, 0));

        _history.Of(Ner).Single().Rate.Should().Be(1);
    }

    [Fact]
    public void Figures_Now_AreOfTheLastSeconds()
    {
        for (var i = 0; i < 5; i++)
        {
            _history.Add(Moment(i * 100, 0));
            _time.Advance(TrafficHistory.Interval);
        }

        // The oldest of three that are kept is 15 seconds old, and had counted 200.
        var figures = _history.Figures(Moment(500, 0));

        figures[Ner].Rate.Should().Be(20);
    }

    [Fact]
    public void Figures_BeforeTheFirstSample_AreNone() => _history.Figures(Moment(1, 0)).Should().BeEmpty();

    private static LatencyCounts Milliseconds(int milliseconds, int count) =>
        new() { Counts = { [LatencyCounts.BucketOf(TimeSpan.FromMilliseconds(milliseconds))] = count } };

    private TrafficMoment Moment(long requests, long failures, params LatencyCounts[] latencies)
    {
        var latency = latencies.Aggregate(new LatencyCounts(), (all, one) => all.Plus(one));
        var counts = new RevisionCounts
        {
            Requests = requests,
            Failures = failures,
            Latency = latency,
        };
        return new TrafficMoment(
            _time.GetTimestamp(),
            _time.GetUtcNow(),
            new Dictionary<SeriesKey, TrafficCounts> { [Ner] = new(counts, 0, 0) }
        );
    }

    private TrafficMoment Nothing() =>
        new(_time.GetTimestamp(), _time.GetUtcNow(), new Dictionary<SeriesKey, TrafficCounts>());
}
