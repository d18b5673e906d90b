namespace Slipway.Cli.Bench.Load;

/// <summary>One point of a sweep: what is sent and for how long.</summary>
internal sealed record LoadPlan
{
    /// <summary>Requests in flight at all times; null for an open loop.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Requests a second; null for a closed loop.</summary>
    public double? Rate { get; init; }

    public bool IsPoisson { get; init; }

    public int Seed { get; init; }

    /// <summary>Slots, and so the most requests in flight.</summary>
    public required int Slots { get; init; }

    /// <summary>TCP connections, at most.</summary>
    public required int Connections { get; init; }

    public required TimeSpan Warmup { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>After which a request is given up.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>The distance of the samples that the series over time is made of.</summary>
    public required TimeSpan Interval { get; init; }

    public IArrivals CreateArrivals(double rate) =>
        IsPoisson ? new PoissonArrivals(rate, new Random(Seed)) : new ConstantArrivals(rate);
}
