using System.Text.Json;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Scaling;

namespace Slipway.Deployment.Tests.Scaling;

/// <summary>A service under a clock of its own, whose replicas are ready a while after they are asked for.</summary>
internal sealed class ScaledService
{
    private readonly Queue<int> _coming = new();
    private int _asked;

    public ScaledService(ScalingConfig config, int startSeconds = 3)
    {
        Config = config;
        State = ScalingPolicy.Begin(config, Now);
        (_asked, Ready) = (State.Desired, State.Desired);
        for (var second = 0; second < startSeconds; second++)
        {
            _coming.Enqueue(Ready);
        }
    }

    public ScalingConfig Config { get; set; }

    public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public ScalingState State { get; private set; }

    public int Ready { get; private set; }

    /// <summary>Whatever is started does not become ready.</summary>
    public bool IsStuck { get; set; }

    public bool HasNewcomer { get; set; }

    public List<(double Second, int Replicas, string Reason)> Changes { get; } = [];

    /// <summary>Seconds that go by, each with so many requests that want to be answered.</summary>
    public int Run(int seconds, Func<int, double> concurrency)
    {
        for (var second = 0; second < seconds; second++)
        {
            Now += TimeSpan.FromSeconds(1);
            Observe(concurrency(second));
        }

        return State.Desired;
    }

    public int Run(int seconds, double concurrency) => Run(seconds, _ => concurrency);

    public ScalingDecision Observe(double concurrency)
    {
        var whole = (int)Math.Ceiling(double.IsNaN(concurrency) ? 0 : concurrency);
        var seen = new ScalingObservation
        {
            Concurrency = concurrency,
            Over = TimeSpan.FromSeconds(1),
            Held = Ready == 0 ? whole : 0,
            InFlight = Ready == 0 ? 0 : whole,
            Ready = Ready,
            HasNewcomer = HasNewcomer,
        };
        var decision = ScalingPolicy.Decide(Config, State, seen, Now);
        State = decision.State;
        if (decision.Reason is { } reason)
            Changes.Add(
                ((Now - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds, decision.Replicas, reason)
            );
        _coming.Enqueue(decision.Replicas);
        // Those that are to go, go at once.
        _asked = _coming.Dequeue();
        Ready = IsStuck ? 0 : Math.Min(_asked, decision.Replicas);
        return decision;
    }

    public void Restart() =>
        State = JsonSerializer.Deserialize(
            JsonSerializer.Serialize(State, DeploymentJson.Default.ScalingState),
            DeploymentJson.Default.ScalingState
        )!;
}
