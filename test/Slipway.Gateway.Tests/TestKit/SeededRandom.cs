namespace Slipway.Gateway.Tests.TestKit;

/// <summary>The same draws in each run, from any thread.</summary>
internal sealed class SeededRandom(int seed) : Random
{
    private readonly Lock _lock = new();
    private readonly Random _inner = new(seed);

    public override int Next(int maxValue)
    {
        lock (_lock)
        {
            return _inner.Next(maxValue);
        }
    }

    public override double NextDouble()
    {
        lock (_lock)
        {
            return _inner.NextDouble();
        }
    }
}
