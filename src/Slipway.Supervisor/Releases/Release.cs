using System.Globalization;
using Slipway.Deployment.Comparison;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;
using Slipway.Deployment.Traffic.Ledgers;
using Slipway.Errors;
using Slipway.Supervisor.Services;
using Slipway.Supervisor.State;

namespace Slipway.Supervisor.Releases;

/// <summary>Writes down what happened: service, revision, a word, a sentence.</summary>
internal delegate void HistoryWriter(string? service, int? revision, string kind, string message);

/// <summary>
/// How one service's newest revision takes over: observes, asks <see cref="RolloutPolicy"/>, and has done what it decides. Moved by
/// the fleet's loop alone.
/// </summary>
internal sealed class Release(ReplicaKit kit, HistoryWriter history, ServiceUnit unit)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private ReleaseCounts? _counts;
    private RolloutDecision? _decision;
    private RolloutOrder? _order;
    private Task<GoldenResult>? _golden;
    private CandidateHealth _health;
    private DateTimeOffset _decided;

    /// <summary>The revision that is to take over; 0 for none.</summary>
    public int Candidate => Active?.State.Candidate ?? 0;

    /// <summary>The one that runs when all is done.</summary>
    public int Newest => Candidate != 0 ? Candidate : unit.Record.Stable;

    public RolloutStatus? Status =>
        unit.Record.Release is { } release ? RolloutPolicy.Status(release.Config, release.State) : null;

    /// <summary>The share of requests that is copied to the candidate.</summary>
    public double Mirror => _decision?.Mirror ?? 0;

    /// <summary>Revisions that may be needed, whatever their age.</summary>
    public IReadOnlyCollection<int> InUse =>
        [.. Wanted().Keys, unit.Record.Stable, Candidate, unit.Record.Previous ?? 0];

    /// <summary>The service's first revision has answered its golden requests wrongly, or was told to stand still: it has no traffic.</summary>
    public bool IsRefused => unit.IsOnTrial && Active is { State.Phase: RolloutPhase.Paused };

    private ReleaseRecord? Active => unit.Record.Release is { HasEnded: false } release ? release : null;

    /// <summary>A revision is to take over; another one that was about to is given up.</summary>
    public void Begin(int revision, RolloutConfig config, ServiceLedger ledger)
    {
        if (Active is { } other)
        {
            Tell(other.State.Candidate, "superseded", $"revision {revision} came before it was promoted");
        }

        var now = kit.Time.GetUtcNow();
        int? stable = unit.Record.Stable == 0 ? null : unit.Record.Stable;
        Forget();
        unit.Change(record =>
            record with
            {
                Split = null,
                Release = new ReleaseRecord
                {
                    State = RolloutPolicy.Begin(config, stable, revision, now),
                    Config = config,
                    Counts = new RolloutCounts(),
                    Before = stable is null ? new RevisionCounts() : ledger.Of(stable.Value).LastMinutes(),
                },
            }
        );
    }

    /// <summary>
    /// A revision that has nothing to be compared with, but golden requests of its own: it has the traffic when its first ready
    /// replica has answered them as its package says. Where it does not, a person decides.
    /// </summary>
    public void BeginFirst(int revision, RolloutConfig config, ServiceLedger ledger)
    {
        unit.Change(record => record with { Stable = 0, Kept = null });
        Begin(revision, config, ledger);
    }

    /// <summary>The revision has the traffic from its first ready replica on; there is nothing to compare it with.</summary>
    public void Install(int revision)
    {
        Forget();
        unit.Change(record => record with { Stable = revision, Release = null, Split = null, Kept = null });
    }

    public void Promote() => Order(RolloutOrder.Promote);

    public void Pause() => Order(RolloutOrder.Pause);

    public void Resume()
    {
        var wasSplit = unit.Record.Split is not null;
        unit.Change(record => record with { Split = null });
        if (wasSplit && Active is null)
            Tell(
                unit.Record.Stable,
                "resumed",
                $"the split by hand ends; revision {unit.Record.Stable} has the traffic"
            );
        else
            Order(RolloutOrder.Resume);
    }

    /// <summary>Ends what goes on in favour of the stable revision; else goes back to an earlier one.</summary>
    public void Rollback(int? revision, ServiceLedger ledger)
    {
        if (Active is { } active && (revision is null || revision == active.State.Stable))
        {
            if (active.State.Stable is null)
            {
                throw new ServingException(
                    ServingErrorCode.FailedPrecondition,
                    $"Revision {Candidate} is the first of '{unit.Name}': there is none to go back to. Deploy another."
                );
            }

            Order(RolloutOrder.Rollback);
            return;
        }

        var target = revision ?? unit.Record.Previous;
        if (target is null || !unit.Revisions.ContainsKey(target.Value))
        {
            throw ServingException.NotFound(
                target is null
                    ? $"'{unit.Name}' has had no other revision to go back to."
                    : $"'{unit.Name}' has no revision {target}; there are {string.Join(", ", unit.Revisions.Keys)}."
            );
        }

        if (target == unit.Record.Stable)
        {
            throw new ServingException(
                ServingErrorCode.FailedPrecondition,
                $"Revision {target} of '{unit.Name}' has the traffic already."
            );
        }

        Tell(target.Value, "rollback", $"back to revision {target} from {unit.Record.Stable}, by hand");
        // It was judged once; it takes over as soon as it is ready.
        var config = new RolloutConfig
        {
            Gates = new GatesConfig
            {
                ErrorRate = null,
                Latency = null,
                Golden = false,
            },
        };
        Begin(target.Value, config, ledger);
    }

    /// <summary>Splits traffic by hand.</summary>
    public void Split(IReadOnlyDictionary<int, double> weights)
    {
        var unknown = weights.Keys.Where(revision => !unit.Revisions.ContainsKey(revision)).ToList();
        if (unknown.Count > 0)
        {
            throw ServingException.NotFound(
                $"'{unit.Name}' has no revision {string.Join(", ", unknown)}; there are {string.Join(", ", unit.Revisions.Keys)}."
            );
        }

        if (
            weights.Values.Any(weight => weight is < 0 or double.NaN or double.PositiveInfinity)
            || !(weights.Values.Sum() > 0)
        )
            throw ServingException.InvalidArgument(
                "The parts of the traffic must not be negative, and one must be over 0."
            );
        var sum = weights.Values.Sum();
        if (Active is { State.Phase: not RolloutPhase.Paused })
            Order(RolloutOrder.Pause);
        unit.Change(record => record with { Split = weights.ToDictionary(pair => pair.Key, pair => pair.Value / sum) });
        var parts = weights
            .OrderBy(pair => pair.Key)
            .Select(pair =>
                string.Create(CultureInfo.InvariantCulture, $"{100 * pair.Value / sum:0.##} % to revision {pair.Key}")
            );
        Tell(null, "split", $"by hand: {string.Join(", ", parts)}");
    }

    /// <summary>Observes, decides, and has done what was decided.</summary>
    public void Step(ServiceLedger ledger)
    {
        if (unit.Record.Kept is { } kept && kit.Time.GetUtcNow() >= kept.Until)
            unit.Change(record => record with { Kept = null });
        if (Active is not { } release)
            return;
        var now = kit.Time.GetUtcNow();
        _counts ??= new ReleaseCounts(release.State.Stable ?? 0, release.State.Candidate);
        var (health, why) = CandidateState();
        var isNews = health != _health || _order is not null || _decision is null || _golden is { IsCompleted: true };
        if (!isNews && now - _decided < Interval)
            return;
        (_health, _decided) = (health, now);
        release = release with { Counts = release.Counts.Plus(_counts.Take(ledger)) };
        var seen = new RolloutObservation
        {
            Candidate = health,
            Why = why,
            Ends = unit.Of(Candidate).Sum(replica => replica.Record.Restarts),
            Golden = _golden is { IsCompletedSuccessfully: true } done ? done.Result : null,
            Counts = release.Counts,
            Before = release.Before,
            Order = _order,
        };
        _order = null;
        Follow(release, RolloutPolicy.Decide(release.Config, release.State, seen, now));
    }

    /// <summary>How many replicas each revision should have.</summary>
    public IReadOnlyDictionary<int, int> Wanted()
    {
        var wanted = new Dictionary<int, int>();
        var record = unit.Record;
        if (record.Stable != 0 && (_decision?.RunStable ?? true))
            wanted[record.Stable] = unit.Desired;
        if (Candidate != 0 && (_decision?.RunCandidate ?? true))
            wanted[Candidate] = unit.Desired;
        if (record.Kept is { } kept)
            wanted[kept.Revision] = unit.Desired;
        foreach (var (revision, weight) in record.Split ?? [])
        {
            if (weight > 0)
                wanted[revision] = unit.Desired;
        }

        return wanted;
    }

    /// <summary>The parts of the traffic; a revision without a ready replica gets none where another has one.</summary>
    public IReadOnlyDictionary<int, double> Weights()
    {
        var weights = unit.Record.Split ?? Decided();
        var able = weights.Where(pair => pair.Value > 0 && unit.Ready(pair.Key) > 0).ToDictionary();
        if (able.Count == 0)
            return weights;
        var sum = able.Values.Sum();
        return able.ToDictionary(pair => pair.Key, pair => pair.Value / sum);
    }

    private Dictionary<int, double> Decided()
    {
        var stable = unit.Record.Stable;
        var weights = new Dictionary<int, double>();
        var weight = Candidate == 0 ? 0 : _decision?.Weight ?? 0;
        if (stable != 0)
            weights[stable] = 1 - weight;
        if (Candidate != 0)
            weights[Candidate] = weight;
        return weights;
    }

    private void Follow(ReleaseRecord release, RolloutDecision decision)
    {
        _decision = decision;
        var kept = release with { State = decision.State };
        var candidate = decision.State.Candidate;
        using (var transaction = kit.Store.Begin())
        {
            unit.Change(record => Ended(record with { Release = kept }, kept));
            foreach (var each in decision.Events)
            {
                Tell(candidate, each.Kind, each.Message);
            }

            transaction.Commit();
        }

        if (decision.AskGolden && _golden is null)
            _golden = AskGolden(candidate);
        if (!decision.AskGolden)
            _golden = null;
        if (kept.HasEnded)
            Forget();
    }

    // What an end means is kept with it: no supervisor finds one without the other. A split by hand ends with the release.
    private ServiceRecord Ended(ServiceRecord record, ReleaseRecord release)
    {
        if (!release.HasEnded)
            return record;
        record = record with { Split = null };
        if (release.State.Phase != RolloutPhase.Promoted)
            return record;
        var before = release.State.Stable;
        var until = kit.Time.GetUtcNow() + release.Config.KeepOld;
        return record with
        {
            Stable = release.State.Candidate,
            Previous = before ?? record.Previous,
            Kept =
                before is not null && release.Config.KeepOld > TimeSpan.Zero
                    ? new KeptRevision(before.Value, until)
                    : null,
        };
    }

    private Task<GoldenResult> AskGolden(int candidate)
    {
        var endpoint = unit.Endpoints(candidate);
        if (endpoint.Count == 0)
            return Task.FromResult(new GoldenResult { Asked = 0, Failure = "no replica was ready to be asked" });
        var revision = unit.Revisions[candidate];
        var run = new GoldenRun(kit.Http, endpoint[0].Http, unit.Models[0]);
        // A package that is not here (an address, an image) is told of by the server that has it.
        var asking = revision.Package is { } package
            ? run.ByPackageAsync(package, CancellationToken.None)
            : run.ByServerAsync(CancellationToken.None);
        _ = asking.ContinueWith(_ => kit.Wake(), TaskScheduler.Default);
        return asking;
    }

    // Before it has traffic all its replicas count; afterwards one that answers is enough, as where there is no other revision.
    private (CandidateHealth Health, string? Why) CandidateState()
    {
        var replicas = unit.Of(Candidate).Where(replica => !replica.IsStopping).ToList();
        var ready = replicas.Count(replica => replica.TakesRequests);
        var hasTraffic = _decision is { Weight: > 0 } or { Mirror: > 0 };
        if (ready > 0 && (hasTraffic || unit.IsOnTrial || ready >= unit.Desired))
            return (CandidateHealth.Ready, null);
        if (unit.Desired == 0)
            return (CandidateHealth.Asleep, null);
        return ready == 0 && replicas.Find(replica => replica.IsBroken) is { } broken
            ? (CandidateHealth.Broken, $"{broken.Name}: {broken.Why}")
            : (CandidateHealth.Pending, replicas.Find(replica => !replica.TakesRequests)?.Why);
    }

    private void Order(RolloutOrder order)
    {
        if (Active is null)
        {
            throw new ServingException(
                ServingErrorCode.FailedPrecondition,
                $"No release of '{unit.Name}' is going on. 'slipway deploy {unit.Name} MODEL' begins one."
            );
        }

        _order = order;
        kit.Wake();
    }

    private void Tell(int? revision, string kind, string message) => history(unit.Name, revision, kind, message);

    private void Forget() => (_counts, _decision, _golden, _order) = (null, null, null, null);
}
