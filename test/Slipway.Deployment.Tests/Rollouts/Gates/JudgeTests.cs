using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;
using Slipway.Deployment.Rollouts.Gates;
using Slipway.Deployment.Rollouts.Gates.Statistics;
using Slipway.Deployment.Traffic;
using Slipway.Simulation;

namespace Slipway.Deployment.Tests.Rollouts.Gates;

/// <summary>The gates alone, looked at again and again, at the two places where it is hardest to be right.</summary>
public sealed class JudgeTests
{
    private const int Runs = 300;
    private const int Looks = 60;
    private static readonly GateBudget Budget = new(1, 100);

    [Fact]
    public void ErrorRate_JustWithinTolerance_FailsInUnderFivePercent() =>
        Count(run => Errors(run, 0.002 + 0.01), GateVerdict.Failed).Should().BeLessThan(Runs / 20);

    [Fact]
    public void ErrorRate_OutOfToleranceByAPracticalSize_PassesInUnderFivePercent() =>
        Count(run => Errors(run, 0.002 + 0.01 + Budget.Margin(0.012)), GateVerdict.Passed)
            .Should()
            .BeLessThan(Runs / 20);

    [Fact]
    public void Latency_JustWithinTolerance_FailsInUnderFivePercent() =>
        Count(run => Slow(run, 0.05), GateVerdict.Failed).Should().BeLessThan(Runs / 20);

    [Fact]
    public void Latency_OutOfToleranceByAPracticalSize_PassesInUnderFivePercent() =>
        Count(run => Slow(run, 0.05 + Budget.Margin(0.05)), GateVerdict.Passed).Should().BeLessThan(Runs / 20);

    [Fact]
    public void Agreement_JustWithinTolerance_FailsInUnderFivePercent() =>
        Count(run => Apart(run, 0.02), GateVerdict.Failed).Should().BeLessThan(Runs / 20);

    [Fact]
    public void Agreement_OutOfToleranceByAPracticalSize_PassesInUnderFivePercent() =>
        Count(run => Apart(run, 0.02 + Budget.Margin(0.02)), GateVerdict.Passed).Should().BeLessThan(Runs / 20);

    [Fact]
    public void Margin_OfMoreRequests_IsFiner()
    {
        new GateBudget(1, 100).Margin(0.05).Should().BeApproximately(0.065, 0.001);
        new GateBudget(1, 1_000).Margin(0.05).Should().BeApproximately(0.021, 0.001);
        new GateBudget(1, 100).Margin(0).Should().Be(0.04);
        new GateBudget(1, 0).Margin(0.05).Should().Be(1);
    }

    [Fact]
    public void Latency_OldRevisionHardlyKnownAndWithoutTraffic_IsNotJudged()
    {
        var few = new LatencyDistribution(Release.Of(12, 0, TimeSpan.FromMilliseconds(20)).Latency);
        var many = new LatencyDistribution(Release.Of(500, 0, TimeSpan.FromSeconds(20)).Latency);
        var reading = LatencyJudge.Judge(new LatencyGate(), 0.95, many, few, false, Budget);
        reading.Verdict.Should().Be(GateVerdict.Passed);
        reading.Text.Should().Be("not judged: only 12 answers of the old revision are known");
        LatencyJudge.Judge(new LatencyGate(), 0.95, many, few, true, Budget).Verdict.Should().Be(GateVerdict.Undecided);
    }

    [Fact]
    public void Latency_OfAFastService_ToleratesTheLeast() =>
        LatencyJudge
            .Judge(
                new LatencyGate(),
                0.5,
                new LatencyDistribution(Release.Of(500, 0, TimeSpan.FromMilliseconds(9)).Latency),
                new LatencyDistribution(Release.Of(500, 0, TimeSpan.FromMilliseconds(1)).Latency),
                true,
                Budget
            )
            .Verdict.Should()
            .Be(GateVerdict.Passed);

    // The old revision's are in the bucket of 19.456 to 20.48 ms, so that 29.456 to 30.48 ms are tolerated. Either end lies within
    // a bucket, and who is in it is neither passed nor failed.
    [Theory]
    [InlineData(28.0, GateVerdict.Passed)]
    [InlineData(29.0, GateVerdict.Undecided)]
    [InlineData(30.3, GateVerdict.Undecided)]
    [InlineData(31.0, GateVerdict.Failed)]
    public void Latency_LimitWithinABucket_IsNotTakenInAVerdictsFavour(double milliseconds, GateVerdict verdict) =>
        LatencyJudge
            .Judge(
                new LatencyGate(),
                0.5,
                new LatencyDistribution(Release.Of(500, 0, TimeSpan.FromMilliseconds(milliseconds)).Latency),
                new LatencyDistribution(Release.Of(5_000, 0, TimeSpan.FromMilliseconds(20)).Latency),
                true,
                Budget
            )
            .Verdict.Should()
            .Be(verdict);

    [Fact]
    public void ErrorRate_ToleratesNothing_PassesWhatHasNoFailures() =>
        ErrorRateJudge
            .Judge(
                new ErrorRateGate { Tolerance = 0 },
                Release.Of(300, 0, TimeSpan.FromMilliseconds(20)),
                Release.Of(5_000, 0, TimeSpan.FromMilliseconds(20)),
                Budget
            )
            .Verdict.Should()
            .Be(GateVerdict.Passed);

    [Fact]
    public void Agreement_AllMustAgree_FailsAtTheFirstThatDoesNot()
    {
        var gate = new AgreementGate { AtLeast = 1 };
        AgreementJudge
            .Judge(
                gate,
                new MirrorCounts
                {
                    Compared = 50,
                    Agreed = 49,
                    Differences = ["x is missing"],
                },
                Budget
            )
            .Should()
            .Match<GateReading>(reading =>
                reading.Verdict == GateVerdict.Failed && reading.Text.EndsWith("(the last that does not: x is missing)")
            );
        AgreementJudge
            .Judge(gate, new MirrorCounts { Compared = 500, Agreed = 500 }, Budget)
            .Verdict.Should()
            .Be(GateVerdict.Passed);
    }

    [Fact]
    public void Agreement_CountsThatCannotBe_AreBounded() =>
        AgreementJudge
            .Judge(new AgreementGate(), new MirrorCounts { Compared = 5, Agreed = 9 }, Budget)
            .Candidate.Should()
            .Be(1);

    private static int Count(Func<Chance, IEnumerable<GateReading>> looks, GateVerdict verdict) =>
        Enumerable
            .Range(1, Runs)
            .Count(run => looks(new Chance((ulong)run)).Any(reading => reading.Verdict == verdict));

    // 25 requests of the candidate and 475 of the old revision at each look.
    private static IEnumerable<GateReading> Errors(Chance chance, double rate)
    {
        var (mine, old) = (new RevisionCounts(), new RevisionCounts());
        for (var look = 0; look < Looks; look++)
        {
            mine.Requests += 25;
            mine.Failures += Hits(chance, 25, rate);
            old.Requests += 475;
            old.Failures += Hits(chance, 475, 0.002);
            yield return ErrorRateJudge.Judge(new ErrorRateGate(), mine, old, Budget);
        }
    }

    // A part of the candidate's answers takes longer than any p95 of the old revision with what is tolerated, the rest is fast.
    private static IEnumerable<GateReading> Slow(Chance chance, double part)
    {
        var (fast, slow) = (Bucket(5), Bucket(500));
        var (mine, old) = (new LatencyCounts(), new LatencyCounts());
        for (var look = 0; look < Looks; look++)
        {
            var hits = Hits(chance, 25, part);
            Add(mine, slow, hits);
            Add(mine, fast, 25 - hits);
            for (var i = 0; i < 475; i++)
            {
                Add(old, Latencies.Usual.Draw(chance), 1);
            }

            yield return LatencyJudge.Judge(new LatencyGate(), 0.95, new(mine), new(old), true, Budget);
        }

        static int Bucket(int milliseconds) => LatencyCounts.BucketOf(TimeSpan.FromMilliseconds(milliseconds));

        static void Add(LatencyCounts counts, int bucket, int count)
        {
            counts.Counts[bucket] = counts.Counts.GetValueOrDefault(bucket) + count;
        }
    }

    private static IEnumerable<GateReading> Apart(Chance chance, double part)
    {
        var mirror = new MirrorCounts();
        for (var look = 0; look < Looks; look++)
        {
            mirror.Compared += 25;
            mirror.Agreed += 25 - Hits(chance, 25, part);
            yield return AgreementJudge.Judge(new AgreementGate(), mirror, Budget);
        }
    }

    private static int Hits(Chance chance, int trials, double probability) =>
        Enumerable.Range(0, trials).Count(_ => chance.Is(probability));
}
