using Slipway.Deployment.Rollouts.Gates;

namespace Slipway.Deployment.Rollouts;

/// <summary>The ways from one state of a release to the next, each with what the history says of it.</summary>
internal sealed class RolloutTransitions(IReadOnlyList<RolloutStage> stages, RolloutState state, DateTimeOffset now)
{
    private readonly List<RolloutEvent> _events = [];

    public RolloutState State { get; private set; } = state;

    public IReadOnlyList<RolloutEvent> Events => _events;

    /// <summary>The present stage; null outside of stages, and where the configuration has become shorter than that.</summary>
    public RolloutStage? Stage =>
        (State.PausedFrom ?? State.Phase) is RolloutPhase.Stepping && State.Step >= 0 && State.Step < stages.Count
            ? stages[State.Step]
            : null;

    private string Candidate => $"revision {State.Candidate}";

    // Such as " with 5 % of the traffic (step 1 of 3)".
    private string Where => Stage is { } stage ? $" with {stage.Gets}{Numbered(State.Step)}" : "";

    public void Test() =>
        State = State with { Phase = RolloutPhase.Testing, StepBegan = now, Reason = "golden requests are asked" };

    public void Enter(int step, RolloutCounts counts)
    {
        var passed = step == 0 ? "" : $", after {Figures()}";
        var reason = $"{Candidate} gets {stages[step].Gets}{Numbered(step)}";
        State = State with
        {
            Phase = RolloutPhase.Stepping,
            Step = step,
            StepBegan = now,
            StepStart = counts,
            Gates = [.. State.Gates.Where(gate => gate.Gate == GoldenJudge.Name)],
            Reason = reason,
        };
        Tell("step", reason + passed);
    }

    /// <summary>How often replicas have ended by themselves.</summary>
    public void Count(int ends)
    {
        if (ends != State.Ends)
            State = State with { Ends = ends, LastEnd = ends > State.Ends ? now : State.LastEnd };
    }

    /// <summary>Readings that replace those of before, but for the golden requests'.</summary>
    public void Read(IEnumerable<GateReading> readings) =>
        State = State with { Gates = [.. State.Gates.Where(gate => gate.Gate == GoldenJudge.Name), .. readings] };

    /// <summary>The golden requests' reading; where none could be asked, the history says why.</summary>
    public void ReadGolden(GateReading reading, string? missing)
    {
        State = State with { Gates = [reading] };
        if (missing is not null)
            Tell("golden", $"{Candidate}: {missing}");
    }

    /// <summary>Latencies count from now on.</summary>
    public void WarmUp(RolloutCounts counts)
    {
        var start = State.StepStart;
        State = State with
        {
            Warm = true,
            StepStart = new RolloutCounts
            {
                Stable = start.Stable with { Latency = counts.Stable.Latency },
                Candidate = start.Candidate with { Latency = counts.Candidate.Latency },
                Mirror = start.Mirror with { Latency = counts.Mirror.Latency },
            },
        };
    }

    /// <summary>A person's order that is to be carried out as soon as it can be.</summary>
    public void Note(RolloutOrder order) => State = State with { Order = order };

    public void Pause(string why)
    {
        var where = Where;
        State = State with
        {
            Phase = RolloutPhase.Paused,
            PausedFrom = State.PausedFrom ?? State.Phase,
            Order = null,
            Reason = why,
        };
        Tell("paused", $"{Candidate}{where}: {why}");
    }

    public void Resume(RolloutPhase phase)
    {
        State = State with { Phase = phase, PausedFrom = null, StepBegan = now, Reason = "resumed by hand" };
        Tell("resumed", $"{Candidate} goes on{Where}, by hand");
    }

    public void Promote(string why)
    {
        var where = State.Order is RolloutOrder.Promote ? Where : "";
        End(RolloutPhase.Promoted, why);
        Tell("promoted", $"{Candidate}{where}: {why}");
    }

    public void RollBack(string why)
    {
        var where = Where;
        var to = State.Stable is { } stable ? $" to revision {stable}" : "";
        End(RolloutPhase.RolledBack, why);
        Tell("rolled-back", $"{Candidate}{to}{where}: {why}");
    }

    /// <summary>Nothing can be done for the moment; said once.</summary>
    public void Wait(string why)
    {
        if (State.Reason == why)
            return;
        State = State with { Reason = why };
        Tell("waiting", $"{Candidate}: {why}");
    }

    /// <summary>All readings of traffic, or those of one verdict.</summary>
    public string Figures(GateVerdict? only = null) =>
        string.Join(
            "; ",
            State
                .Gates.Where(gate => gate.Gate != GoldenJudge.Name && (only is null || gate.Verdict == only))
                .Select(gate => $"{gate.Gate}: {gate.Text}")
        );

    private void End(RolloutPhase phase, string why) =>
        State = State with { Phase = phase, PausedFrom = null, Order = null, Ended = now, Reason = why };

    private string Numbered(int step) => stages.Count > 1 ? $" (step {step + 1} of {stages.Count})" : "";

    private void Tell(string kind, string message) => _events.Add(new RolloutEvent(kind, message));
}
