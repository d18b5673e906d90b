namespace Slipway.Simulation;

/// <summary>
/// Chance that comes out the same everywhere and in every version of .NET: SplitMix64 (Steele, Lea and Flood, "Fast splittable
/// pseudorandom number generators", OOPSLA 2014).
/// </summary>
internal sealed class Chance(ulong seed)
{
    private ulong _state = seed;

    /// <summary>From 0 to below 1.</summary>
    public double Next() => (Bits() >> 11) * (1.0 / (1UL << 53));

    public int Below(int end) => (int)(((Bits() >> 32) * (ulong)end) >> 32);

    public bool Is(double probability) => probability > 0 && Next() < probability;

    /// <summary>How many there are of what comes independently of each other, with so many on the average (Knuth's method).</summary>
    public int Poisson(double mean)
    {
        var count = 0;
        // The exponential of more would be too small.
        for (; mean > 30; mean -= 30)
        {
            count += Poisson(30);
        }

        for (double product = Next(), limit = Math.Exp(-mean); product > limit; product *= Next())
        {
            count++;
        }

        return count;
    }

    public double Exponential(double mean) => -mean * Math.Log(1 - Next());

    /// <summary>Of the standard normal distribution (Box and Muller).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Next())) * Math.Cos(2 * Math.PI * Next());

    private ulong Bits()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
