using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts.Gates;

namespace Slipway.Deployment.Rollouts;

/// <summary>
/// One decision: 1. a person's order; 2. a candidate that broke; 3. what the phase asks for, from one to the next as far as it
/// goes at once.
/// </summary>
internal sealed class RolloutRun
{
    // The first answers of a process are slow: caches fill, code compiles. Their latencies say nothing of the rest.
    private const int WarmUp = 20;

    private readonly RolloutConfig _config;
    private readonly RolloutObservation _seen;
    private readonly DateTimeOffset _now;
    private readonly IReadOnlyList<RolloutStage> _stages;
    private readonly List<RolloutEvent> _events = [];
    private RolloutState _state;

    public RolloutRun(RolloutConfig config, RolloutState state, RolloutObservation seen, DateTimeOffset now)
    {
        (_config, _state, _seen, _now) = (config, state, seen, now);
        // A service's first revision has nothing to be held against.
        _stages = state.Stable is null ? [] : RolloutStage.Of(config, state.Strategy);
    }

    private bool HasEnded => _state.Phase is RolloutPhase.Promoted or RolloutPhase.RolledBack;

    private bool IsReady => _seen.Candidate is CandidateHealth.Ready;

    private string Candidate => $"revision {_state.Candidate}";

    public RolloutDecision Decide()
    {
        if (HasEnded)
            TakeBack();
        else if (!Obey())
            GoOn();
        return Decision();
    }

    // A promotion can be taken back as long as the old revision is kept.
    private void TakeBack()
    {
        if (_seen.Order is RolloutOrder.Rollback && _state.Phase is RolloutPhase.Promoted && KeepsOld())
            RollBack("by hand");
    }

    // Whether that was all for now.
    private bool Obey()
    {
        switch (_seen.Order)
        {
            case RolloutOrder.Rollback:
                RollBack("by hand");
                return true;
            case RolloutOrder.Promote:
                _state = _state with { Order = RolloutOrder.Promote };
                return false;
            case RolloutOrder.Pause when _state.Phase is not RolloutPhase.Paused:
                Pause("by hand");
                return true;
            case RolloutOrder.Resume when _state is { Phase: RolloutPhase.Paused, PausedFrom: { } phase }:
                _state = _state with { Phase = phase, PausedFrom = null, StepBegan = _now, Reason = "resumed by hand" };
                Tell("resumed", $"{Candidate} goes on, by hand");
                return true;
            default:
                return false;
        }
    }

    private void GoOn()
    {
        if (_seen.Candidate is CandidateHealth.Broken)
            Break(_seen.Why ?? "its replicas are broken");
        else if (_state.Order is RolloutOrder.Promote)
            PromoteByHand();
        else if (_state.Phase is RolloutPhase.Starting)
            Start();
        else if (_state.Phase is RolloutPhase.Testing)
            Test();
        else if (_state.Phase is RolloutPhase.Stepping)
            Step();
        else if (_state.PausedFrom is RolloutPhase.Stepping && At(_state.Step) is { } stage)
            // Judged all the same, as it has a part of the traffic.
            _ = Read(stage, out _);
    }

    private void Break(string why)
    {
        if (_state.Stable is not null)
            RollBack(why);
        else
            // There is nothing to go back to, and whoever runs it tries on.
            Wait($"{Candidate}, the first, does not start: {why}");
    }

    private void PromoteByHand()
    {
        if (IsReady)
            Promote("by hand");
        else
            Wait($"{Candidate} is promoted, by hand, as soon as it is ready");
    }

    private void Start()
    {
        if (!IsReady)
            return;
        _state = _state with { Phase = RolloutPhase.Testing, StepBegan = _now, Reason = "golden requests are asked" };
        Test();
    }

    private void Test()
    {
        if (_config.Gates.Golden)
        {
            if (_seen.Golden is not { } golden)
            {
                if (_now - _state.StepBegan > Patience)
                    FailTest($"its golden requests were not answered in {DurationConverter.Text(Patience)}");
                return;
            }

            var reading = GoldenReading(golden);
            _state = _state with { Gates = [reading] };
            if (golden.Failure is { } failure)
            {
                FailTest($"golden: {failure}");
                return;
            }
        }

        if (_stages.Count == 0)
            Promote(_state.Stable is null ? "the first one, and ready" : "ready, and no steps are asked for");
        else
            Enter(0);
    }

    private void FailTest(string why)
    {
        if (_state.Stable is not null)
            RollBack(why);
        else
            // To take it away would leave nothing; to serve it would be wrong. A person says.
            Pause($"{why}; promote it, or deploy another");
    }

    private void Step()
    {
        // The configuration may have fewer steps than when this one began.
        if (At(_state.Step) is not { } stage)
        {
            Promote("there are no more steps");
            return;
        }

        if (Read(stage, out var answered))
            return;
        var waited = _now - _state.StepBegan;
        if (waited >= _config.StepTime && IsReady && MayGoOn(stage, answered))
        {
            if (_state.Step + 1 < _stages.Count)
                Enter(_state.Step + 1);
            else
                Promote(Figures() is { Length: > 0 } figures ? figures : "no gates are asked for");
        }
        else if (waited >= Patience)
        {
            GiveUp(answered);
        }
    }

    private TimeSpan Patience => _config.StepTimeout > _config.StepTime ? _config.StepTimeout : _config.StepTime;

    private bool MayGoOn(RolloutStage stage, long answered) =>
        stage.Patient
            ? answered >= _config.MinimumRequests && _state.Gates.All(gate => gate.Verdict is GateVerdict.Passed)
            : !_state.Gates.Any(gate => gate.Suspect);

    // Whether that ended the release.
    private bool Read(RolloutStage stage, out long answered)
    {
        var judge = new StageJudge(stage, _config.Gates, RolloutStage.Agreement(_config, _state.Strategy), Budget());
        var counts = _seen.Counts.Since(_state.StepStart);
        answered = judge.Answered(counts);
        if (!_state.Warm && answered >= WarmUp)
        {
            _state = _state with { Warm = true, StepStart = WithLatenciesOfNow(_state.StepStart) };
            counts = _seen.Counts.Since(_state.StepStart);
        }

        var golden = _state.Gates.Where(gate => gate.Gate == Golden);
        _state = _state with { Gates = [.. golden, .. judge.Judge(counts, _seen.Before, _state.Warm)] };
        if (_state.Gates.FirstOrDefault(gate => gate.Verdict is GateVerdict.Failed) is not { } failed)
            return false;
        RollBack($"{failed.Gate}: {failed.Text}");
        return true;
    }

    private RolloutCounts WithLatenciesOfNow(RolloutCounts counts) =>
        new()
        {
            Stable = counts.Stable with { Latency = _seen.Counts.Stable.Latency },
            Candidate = counts.Candidate with { Latency = _seen.Counts.Candidate.Latency },
            Mirror = counts.Mirror with { Latency = _seen.Counts.Mirror.Latency },
        };

    private void GiveUp(long answered)
    {
        if (!IsReady)
        {
            RollBack($"it is not ready {DurationConverter.Text(Patience)} after the step began");
            return;
        }

        var why =
            answered < _config.MinimumRequests
                ? $"only {answered} of {_config.MinimumRequests} requests were answered"
                : $"no verdict ({Figures(GateVerdict.Undecided)})";
        why = $"{why} in {DurationConverter.Text(Patience)}";
        switch (_config.Undecided)
        {
            case UndecidedAction.Promote:
                Promote($"{why}, and the undecided are promoted");
                break;
            case UndecidedAction.Rollback:
                RollBack($"{why}, and the undecided are rolled back");
                break;
            default:
                Pause($"{why}; promote it, roll it back, or resume");
                break;
        }
    }

    private void Enter(int step)
    {
        var stage = _stages[step];
        var passed = step == 0 ? "" : $", after {Figures()}";
        var reason = $"{Candidate} gets {stage.Gets}{Numbered(step)}";
        _state = _state with
        {
            Phase = RolloutPhase.Stepping,
            Step = step,
            StepBegan = _now,
            StepStart = _seen.Counts,
            Gates = [.. _state.Gates.Where(gate => gate.Gate == Golden)],
            Reason = reason,
        };
        Tell("step", reason + passed);
    }

    private void Pause(string why)
    {
        _state = _state with
        {
            Phase = RolloutPhase.Paused,
            PausedFrom = _state.PausedFrom ?? _state.Phase,
            Order = null,
            Reason = why,
        };
        Tell("paused", $"{Candidate}{Where()}: {why}");
    }

    private void Promote(string why)
    {
        var where = _state.Order is RolloutOrder.Promote ? Where() : "";
        End(RolloutPhase.Promoted, why);
        Tell("promoted", $"{Candidate}{where}: {why}");
    }

    private void RollBack(string why)
    {
        var where = Where();
        End(RolloutPhase.RolledBack, why);
        var to = _state.Stable is { } stable ? $" to revision {stable}" : "";
        Tell("rolled-back", $"{Candidate}{to}{where}: {why}");
    }

    private void End(RolloutPhase phase, string why) =>
        _state = _state with { Phase = phase, PausedFrom = null, Order = null, Ended = _now, Reason = why };

    private void Wait(string why)
    {
        if (_state.Reason == why)
            return;
        _state = _state with { Reason = why };
        Tell("waiting", why);
    }

    private void Tell(string kind, string message) => _events.Add(new RolloutEvent(kind, message));

    private RolloutStage? At(int step) => step >= 0 && step < _stages.Count ? _stages[step] : null;

    private GateBudget Budget() => new(_stages.Sum(stage => stage.Tests(_config.Gates)), _config.MinimumRequests);

    // Such as ", at 5 % of the traffic (step 1 of 3)"; nothing before it has any.
    private string Where() =>
        (_state.PausedFrom ?? _state.Phase) is RolloutPhase.Stepping && At(_state.Step) is { } stage
            ? $" with {stage.Gets}{Numbered(_state.Step)}"
            : "";

    private string Numbered(int step) => _stages.Count > 1 ? $" (step {step + 1} of {_stages.Count})" : "";

    private string Figures(GateVerdict? only = null) =>
        string.Join(
            "; ",
            _state
                .Gates.Where(gate => gate.Gate != Golden && (only is null || gate.Verdict == only))
                .Select(gate => $"{gate.Gate}: {gate.Text}")
        );

    private const string Golden = "golden";

    private static GateReading GoldenReading(GoldenResult golden) =>
        new()
        {
            Gate = Golden,
            Verdict = golden.Failure is null ? GateVerdict.Passed : GateVerdict.Failed,
            Text =
                golden.Failure
                ?? (
                    golden.Asked == 0
                        ? "the package has no golden requests"
                        : $"{Words.Many(golden.Asked, "golden request")} answered as the package says"
                ),
            Samples = golden.Asked,
        };

    private bool KeepsOld() => _state is { Stable: not null, Ended: { } ended } && _now - ended < _config.KeepOld;

    private RolloutDecision Decision()
    {
        var promoted = _state.Phase is RolloutPhase.Promoted;
        var active = (_state.PausedFrom ?? _state.Phase) is RolloutPhase.Stepping;
        var stage = active && IsReady ? At(_state.Step) : null;
        return new RolloutDecision
        {
            State = _state,
            Weight = promoted ? 1 : stage?.Weight ?? 0,
            Mirror = promoted ? 0 : stage?.Mirror ?? 0,
            AskGolden = _state.Phase is RolloutPhase.Testing && _config.Gates.Golden,
            RunStable = _state.Stable is not null && (!promoted || KeepsOld()),
            RunCandidate = _state.Phase is not RolloutPhase.RolledBack,
            Events = _events,
        };
    }
}
