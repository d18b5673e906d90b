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
    private readonly RolloutTransitions _to;

    public RolloutRun(RolloutConfig config, RolloutState state, RolloutObservation seen, DateTimeOffset now)
    {
        (_config, _seen, _now) = (config, seen, now);
        // A service's first revision has nothing to be held against.
        _stages = state.Stable is null ? [] : RolloutStage.Of(config, state.Strategy);
        _to = new RolloutTransitions(_stages, state, now);
    }

    private RolloutState State => _to.State;

    // One that sleeps has been ready before, if it is at a stage.
    private bool IsReady =>
        _seen.Candidate is CandidateHealth.Ready
        || (_seen.Candidate is CandidateHealth.Asleep && _to.Stage is not null);

    private TimeSpan Patience => _config.StepTimeout > _config.StepTime ? _config.StepTimeout : _config.StepTime;

    // No replica has ended by itself within the step's time.
    private bool HasLived => State.LastEnd is not { } end || _now - end >= _config.StepTime;

    private bool KeepsOld => State is { Stable: not null, Ended: { } ended } && _now - ended < _config.KeepOld;

    public RolloutDecision Decide()
    {
        if (State.Phase is RolloutPhase.Promoted or RolloutPhase.RolledBack)
        {
            TakeBack();
        }
        else
        {
            _to.Count(_seen.Ends);
            if (!Obey())
                GoOn();
        }

        return Decision();
    }

    // A promotion can be taken back as long as the old revision is kept.
    private void TakeBack()
    {
        if (_seen.Order is RolloutOrder.Rollback && State.Phase is RolloutPhase.Promoted && KeepsOld)
            _to.RollBack("by hand");
    }

    // Whether that was all for now.
    private bool Obey()
    {
        switch (_seen.Order)
        {
            case RolloutOrder.Rollback:
                _to.RollBack("by hand");
                return true;
            case RolloutOrder.Promote:
                _to.Note(RolloutOrder.Promote);
                return false;
            case RolloutOrder.Pause when State.Phase is not RolloutPhase.Paused:
                _to.Pause("by hand");
                return true;
            case RolloutOrder.Resume when State is { Phase: RolloutPhase.Paused, PausedFrom: { } phase }:
                _to.Resume(phase);
                return true;
            default:
                return false;
        }
    }

    private void GoOn()
    {
        if (_seen.Candidate is CandidateHealth.Broken)
            Break(_seen.Why ?? "its replicas are broken");
        else if (State.Order is RolloutOrder.Promote)
            PromoteByHand();
        else if (State.Phase is RolloutPhase.Starting)
            Start();
        else if (State.Phase is RolloutPhase.Testing)
            Test();
        else if (State.Phase is RolloutPhase.Stepping)
            Step();
        else if (_to.Stage is { } stage)
            // Paused, and judged all the same, as it has a part of the traffic.
            _ = Fails(stage, out _);
    }

    private void Break(string why)
    {
        if (State.Stable is not null)
            _to.RollBack(why);
        else
            // There is nothing to go back to, and whoever runs it tries on.
            _to.Wait($"the service's first does not start: {why}");
    }

    private void PromoteByHand()
    {
        if (IsReady)
            _to.Promote("by hand");
        else
            _to.Wait("to be promoted, by hand, as soon as it is ready");
    }

    private void Start()
    {
        if (!IsReady)
            return;
        _to.Test();
        Test();
    }

    private void Test()
    {
        if (!_config.Gates.Golden)
        {
            Begin();
        }
        else if (_seen.Golden is { } golden)
        {
            _to.ReadGolden(GoldenJudge.Judge(golden), golden.Missing);
            if (golden.Failure is { } failure)
                FailTest($"golden: {failure}");
            else
                Begin();
        }
        else if (_now - State.StepBegan >= Patience)
        {
            FailTest($"its golden requests were not answered in {DurationConverter.Text(Patience)}");
        }
    }

    private void FailTest(string why)
    {
        if (State.Stable is not null)
            _to.RollBack(why);
        else
            // To take it away would leave nothing; to serve it would be wrong. A person says.
            _to.Pause($"{why}; promote it, or deploy another");
    }

    private void Begin()
    {
        if (_stages.Count > 0)
            _to.Enter(0, _seen.Counts);
        else
            _to.Promote(State.Stable is null ? "the service's first, and ready" : "ready, and no steps are asked for");
    }

    private void Step()
    {
        if (_to.Stage is not { } stage)
        {
            _to.Promote("there are no more steps");
            return;
        }

        if (Fails(stage, out var answered))
            return;
        var waited = _now - State.StepBegan;
        if (waited >= _config.StepTime && HasLived && MayGoOn(stage, answered))
        {
            if (State.Step + 1 < _stages.Count)
                _to.Enter(State.Step + 1, _seen.Counts);
            else
                _to.Promote(_to.Figures() is { Length: > 0 } figures ? figures : "no gates are asked for");
        }
        else if (waited >= Patience)
        {
            GiveUp(stage, answered);
        }
    }

    // Reads the gates; whether that ended the release.
    private bool Fails(RolloutStage stage, out long answered)
    {
        var judge = new StageJudge(stage, _config.Gates, RolloutStage.Agreement(_config, State.Strategy), Budget());
        answered = judge.Answered(_seen.Counts.Since(State.StepStart));
        if (!State.Warm && answered >= WarmUp)
            _to.WarmUp(_seen.Counts);
        _to.Read(judge.Judge(_seen.Counts.Since(State.StepStart), _seen.Before, State.Warm));
        if (State.Gates.FirstOrDefault(gate => gate.Verdict is GateVerdict.Failed) is not { } failed)
            return false;
        _to.RollBack($"{failed.Gate}: {failed.Text}");
        return true;
    }

    private GateBudget Budget() => new(_stages.Sum(stage => stage.Tests(_config.Gates)), _config.MinimumRequests);

    private bool MayGoOn(RolloutStage stage, long answered) =>
        IsReady
        && (
            stage.Patient
                ? answered >= _config.MinimumRequests && State.Gates.All(gate => gate.Verdict is GateVerdict.Passed)
                : !State.Gates.Any(gate => gate.Suspect)
        );

    private void GiveUp(RolloutStage stage, long answered)
    {
        var time = DurationConverter.Text(Patience);
        if (!IsReady)
        {
            _to.RollBack($"it is not ready {time} after the step began");
            return;
        }

        var why =
            !HasLived
                ? $"its replicas ended {State.Ends} times, the last less than {DurationConverter.Text(_config.StepTime)} ago"
            : stage.Patient && answered < _config.MinimumRequests
                ? $"only {Words.Count(answered)} of {Words.Many(_config.MinimumRequests, "request")} were answered in {time}"
            : $"no verdict in {time} ({_to.Figures(GateVerdict.Undecided)})";
        switch (_config.Undecided)
        {
            case UndecidedAction.Promote:
                _to.Promote($"{why}, and what is undecided is promoted");
                break;
            case UndecidedAction.Rollback:
                _to.RollBack($"{why}, and what is undecided is rolled back");
                break;
            default:
                _to.Pause($"{why}; promote it, roll it back, or resume");
                break;
        }
    }

    private RolloutDecision Decision()
    {
        var promoted = State.Phase is RolloutPhase.Promoted;
        var stage = IsReady ? _to.Stage : null;
        return new RolloutDecision
        {
            State = State,
            Weight = promoted ? 1 : stage?.Weight ?? 0,
            Mirror = stage?.Mirror ?? 0,
            AskGolden = State.Phase is RolloutPhase.Testing && _config.Gates.Golden,
            RunStable = State.Stable is not null && (!promoted || KeepsOld),
            RunCandidate = State.Phase is not RolloutPhase.RolledBack,
            Events = _to.Events,
        };
    }
}
