using System.Globalization;
using Slipway.Deployment.Manifest;

namespace Slipway.Deployment.Scaling;

/// <summary>
/// Says how many replicas a service should have, by the requests that are in flight or wait; pure, and asked about each second.
/// It reckons as Knative's pod autoscaler does (knative/serving, docs/scaling/SYSTEM.md), with its words:
/// <list type="bullet">
/// <item>The average over the stable window, divided by the target, is what is wanted.</item>
/// <item>Where the short panic window shows <see cref="ScalingConfig.PanicThreshold"/> times what the ready replicas are made
/// for, the service panics: what that window shows is wanted, and nothing is taken away until a stable window has gone by
/// without.</item>
/// <item>Downward, at most half of the replicas go in one panic window, and only where those that stay are left with a tenth to
/// spare: demand at the edge of two numbers does not swing between them.</item>
/// <item>To zero where there was no request for <see cref="ScalingConfig.Idle"/>, and from zero at the first one. What is not up
/// yet is not put to sleep, and a release wakes its service: whether a revision starts is seen before its first request.</item>
/// </list>
/// </summary>
public static class ScalingPolicy
{
    // How full replicas are at most after one was taken away.
    private const double Slack = 0.9;

    /// <summary>How a service begins: with its least number, but not asleep.</summary>
    public static ScalingState Begin(ScalingConfig config, DateTimeOffset now) =>
        new() { Desired = Math.Clamp(1, Least(config), Most(config)), LastActive = now };

    /// <summary>How many there should be now. The same arguments give the same decision.</summary>
    public static ScalingDecision Decide(
        ScalingConfig config,
        ScalingState state,
        ScalingObservation seen,
        DateTimeOffset now
    )
    {
        var busy =
            seen.Held > 0
            || seen.InFlight > 0
            || seen.Concurrency > 0
            || seen.HasNewcomer
            || (seen.Ready == 0 && state.Desired > 0);
        var samples = new DemandWindow(config, state.Samples).With(seen, now);
        var demand = Demand.Of(config, samples, seen, now);
        var panicked =
            demand.Panic >= config.PanicThreshold * Math.Max(1, seen.Ready) * config.Target ? now
            : state.Panicked <= now && now - state.Panicked < config.StableWindow ? state.Panicked
            : null;
        state = state with
        {
            Samples = samples,
            LastActive = busy || state.LastActive > now ? now : state.LastActive,
            Panicked = panicked,
        };

        var (wanted, why) = busy
            ? Awake(config, state, demand, now, seen.HasNewcomer ? "a release is to start" : "a request came")
            : Silent(config, state, demand, now);
        var replicas = Math.Clamp(wanted, Least(config), Most(config));
        return new ScalingDecision
        {
            State = state with { Desired = replicas, Lowered = replicas < state.Desired ? now : state.Lowered },
            Replicas = replicas,
            Reason = replicas == state.Desired ? null : why,
        };
    }

    private static (int Wanted, string Why) Silent(
        ScalingConfig config,
        ScalingState state,
        Demand demand,
        DateTimeOffset now
    ) =>
        config.Min <= 0 && (state.Desired <= 0 || now - state.LastActive >= config.Idle)
            ? (0, $"no request for {DurationConverter.Text(config.Idle)}")
            : Awake(config, state, demand, now, $"{Least(config)} at least are asked for");

    private static (int Wanted, string Why) Awake(
        ScalingConfig config,
        ScalingState state,
        Demand demand,
        DateTimeOffset now,
        string waker
    )
    {
        if (state.Desired <= 0)
            return (Math.Max(1, Replicas(demand.Panic, config.Target)), waker);
        if (state.Panicked is not null)
        {
            var panic = Math.Max(Replicas(demand.Panic, config.Target), Replicas(demand.Stable, config.Target));
            return (Math.Max(state.Desired, panic), Text(demand.Panic, config.PanicWindow, config, "at once"));
        }

        var up = Math.Max(1, Replicas(demand.Stable, config.Target));
        if (up >= state.Desired)
            return (up, Text(demand.Stable, config.StableWindow, config));
        if (state.Lowered <= now && now - state.Lowered < config.PanicWindow)
            return (state.Desired, "");
        var down = Math.Max(Math.Max(1, Replicas(demand.Stable, Slack * config.Target)), state.Desired / 2);
        return (Math.Min(state.Desired, down), Text(demand.Stable, config.StableWindow, config));
    }

    private static int Replicas(double concurrency, double target) =>
        // Sums of fractions are never quite whole; a millionth of a replica is none.
        (int)Math.Clamp(Math.Ceiling((concurrency / Math.Max(target, 0.01)) - 1e-6), 0, int.MaxValue);

    private static int Least(ScalingConfig config) => Math.Max(0, config.Min);

    private static int Most(ScalingConfig config) => Math.Max(Least(config), config.Max);

    private static string Text(double concurrency, TimeSpan window, ScalingConfig config, string rest = "") =>
        string.Create(
                CultureInfo.InvariantCulture,
                $"{concurrency:0.#} requests at a time over {DurationConverter.Text(window)}, for {config.Target:0.##} each {rest}"
            )
            .TrimEnd();

    /// <summary>Requests at a time, over both windows.</summary>
    private readonly record struct Demand(double Stable, double Panic)
    {
        public static Demand Of(
            ScalingConfig config,
            IReadOnlyList<DemandSample> samples,
            ScalingObservation seen,
            DateTimeOffset now
        )
        {
            var window = new DemandWindow(config, samples);
            double present = seen.Held + seen.InFlight;
            var stable = window.Average(config.StableWindow, now) ?? present;
            // A service without replicas has no average that means anything: what waits is what there is.
            var panic = seen.Ready == 0 ? Math.Max(seen.Held, Panicky()) : Panicky();
            return new Demand(stable, panic);

            double Panicky() => window.Average(config.PanicWindow, now) ?? present;
        }
    }
}
