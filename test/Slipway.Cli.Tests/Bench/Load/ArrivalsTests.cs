using Slipway.Cli.Bench.Load;

namespace Slipway.Cli.Tests.Bench.Load;

public sealed class ArrivalsTests
{
    [Fact]
    public void Constant_AtThreeASecond_DoesNotDrift()
    {
        var arrivals = new ConstantArrivals(3);

        var instants = Enumerable.Range(0, 3001).Select(_ => arrivals.Next()).ToArray();

        instants[..4].Should().Equal(0, 333_333_333, 666_666_666, 1_000_000_000);
        instants[^1].Should().Be(1_000_000_000_000);
    }

    [Fact]
    public void Poisson_ManyArrivals_HaveExponentialDistances()
    {
        const double Rate = 400;
        const int Count = 100_000;
        var arrivals = new PoissonArrivals(Rate, new Random(3));
        var instants = Enumerable.Range(0, Count).Select(_ => arrivals.Next()).ToArray();

        var distances = instants.Skip(1).Zip(instants, (next, last) => (next - last) / 1e9 * Rate).Order().ToArray();

        distances[0].Should().BeGreaterThanOrEqualTo(0);
        distances.Average().Should().BeApproximately(1, 0.02);
        // Quantiles of the exponential distribution of mean 1.
        distances[(int)(0.1 * Count)].Should().BeApproximately(-Math.Log(0.9), 0.01);
        distances[(int)(0.5 * Count)].Should().BeApproximately(Math.Log(2), 0.02);
        distances[(int)(0.99 * Count)].Should().BeApproximately(Math.Log(100), 0.15);
    }

    [Fact]
    public void Poisson_CountsInEqualIntervals_VaryAsMuchAsTheyAre()
    {
        var arrivals = new PoissonArrivals(1000, new Random(5));
        var counts = new int[1000];
        for (var at = arrivals.Next(); at < 100_000_000_000; at = arrivals.Next())
        {
            counts[at / 100_000_000]++;
        }

        var mean = counts.Average();
        var variance = counts.Select(c => (c - mean) * (c - mean)).Average();

        mean.Should().BeApproximately(100, 1.5);
        (variance / mean).Should().BeApproximately(1, 0.15);
    }

    [Fact]
    public void Poisson_SameSeed_RepeatsItself()
    {
        long[] Draw(int seed)
        {
            var arrivals = new PoissonArrivals(10, new Random(seed));
            return [.. Enumerable.Range(0, 20).Select(_ => arrivals.Next())];
        }

        Draw(1).Should().Equal(Draw(1)).And.NotEqual(Draw(2));
    }
}
