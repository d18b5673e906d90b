using System.Diagnostics.CodeAnalysis;
using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Serving.Lifecycle;

/// <summary>
/// What there is of one model and what should be: its versions' contents, which failed and when, which somebody asked
/// for, its labels; and from that the next step. Not thread-safe: its owner guards it.
/// </summary>
internal sealed class VersionSet
{
    private readonly LoadHost _host;
    private readonly List<ServableVersion> _versions = [];
    private readonly Dictionary<VersionId, LoadRetry> _retries = [];
    private readonly HashSet<VersionId> _demanded = [];
    private readonly ModelLabels _labels = new();
    private AspiredModel _aspired;

    public VersionSet(AspiredModel aspired, LoadHost host)
    {
        _host = host;
        _aspired = aspired;
        _labels.Declare(aspired.Labels);
    }

    /// <summary>Nothing is there and nothing is wanted.</summary>
    public bool IsEmpty => _aspired.Versions.Count == 0 && _versions.Count == 0;

    public IReadOnlyList<ServableVersion> Versions => _versions;

    /// <summary>Until the next version that failed is to be tried again; infinite where none is.</summary>
    public TimeSpan NextRetry =>
        _retries
            .Where(retry => IsCalledFor(retry.Key))
            .Select(retry => retry.Value.Left(_host.Time))
            .DefaultIfEmpty(Timeout.InfiniteTimeSpan)
            .Min();

    public bool Wants(VersionId id) => _aspired.Versions.Any(version => version.Id == id);

    public void Aspire(AspiredModel aspired)
    {
        _aspired = aspired;
        _labels.Declare(aspired.Labels);
        foreach (var gone in _retries.Keys.Where(id => !Wants(id)).ToList())
        {
            _retries.Remove(gone);
        }

        _demanded.RemoveWhere(id => !Wants(id));
    }

    /// <summary>Nothing is wanted any more.</summary>
    public void AspireNothing() => _aspired = _aspired with { Versions = [] };

    /// <summary>Forgets failures and asks for everything that is chosen.</summary>
    public void DemandAll()
    {
        _retries.Clear();
        _demanded.UnionWith(Chosen().Select(version => version.Id));
    }

    public void SetLabel(string label, long? version) => _labels.Set(label, version);

    /// <summary>
    /// Asks for a version that the first request loads; false where there is nothing to wait for.
    /// </summary>
    /// <param name="number">Null for the newest.</param>
    /// <param name="version">The content that will be loaded, or is.</param>
    public bool TryDemand(long? number, [NotNullWhen(true)] out ServableVersion? version)
    {
        version = null;
        if (_aspired.Load != LoadMode.OnDemand)
            return false;
        var chosen = Chosen();
        var wanted = number is null
            ? chosen.MaxBy(candidate => candidate.Package.Version)
            : chosen.LastOrDefault(candidate => candidate.Package.Version == number);
        if (wanted is null || (_retries.TryGetValue(wanted.Id, out var retry) && !retry.IsDue(_host.Time)))
            return false;
        _demanded.Add(wanted.Id);
        version = _versions.Find(there => there.Id == wanted.Id);
        // A content that failed, or goes, is followed by another; one whose failure is not booked yet is still waited for.
        var isOver = version?.State == ServableState.End && version.Loaded.IsCompleted;
        if (version is null || isOver || version.State == ServableState.Unloading)
            version = Follow(wanted, version);
        return true;
    }

    /// <summary>The next step, as the pure policies say; null where there is none.</summary>
    public VersionAction? Decide()
    {
        var chosen = Chosen();
        var aspired = chosen.Select(version => version.Id).ToHashSet();
        Tidy(chosen, aspired);
        var snapshots = chosen
            .Where(version => !_versions.Exists(there => there.Id == version.Id))
            .Select(version => new VersionSnapshot(version.Id, IsAspired: true, PhaseOfAbsent(version.Id)))
            .Concat(
                _versions.Select(version => new VersionSnapshot(
                    version.Id,
                    aspired.Contains(version.Id),
                    PhaseOf(version)
                ))
            )
            .ToList();
        return TransitionPolicy.Next(_aspired.Transition, snapshots);
    }

    /// <summary>The content to load now, with how it is loaded; false where it is not wanted any more.</summary>
    public bool TryBegin(
        VersionId id,
        [NotNullWhen(true)] out ServableVersion? version,
        [NotNullWhen(true)] out AspiredVersion? aspired
    )
    {
        version = null;
        aspired = _aspired.Versions.LastOrDefault(candidate => candidate.Id == id);
        if (aspired is null)
            return false;
        version =
            _versions.Find(there => there.Id == id && there.State == ServableState.Start)
            ?? Follow(aspired, _versions.Find(there => there.Id == id));
        return true;
    }

    /// <summary>Books how a load ended, and says whether it failed before, too.</summary>
    public bool End(ServableVersion version)
    {
        var before = _retries.GetValueOrDefault(version.Id);
        if (version.Error is { Reason: not ServableVersion.Cancelled })
        {
            var failures = before.Failures + 1;
            _retries[version.Id] = new LoadRetry(
                failures,
                _host.Time.GetTimestamp(),
                _host.Options.RetryAfter(failures)
            );
        }
        else
        {
            _retries.Remove(version.Id);
        }

        // Whoever asked has been told; the next one to ask after the delay has it tried again.
        if (version.Error is not null)
            _demanded.Remove(version.Id);
        return before.Failures > 0;
    }

    public void Evicted(ServableVersion version) => _demanded.Remove(version.Id);

    /// <summary>Takes out a version that is gone; one that was evicted, not withdrawn, waits for its next request.</summary>
    public void Remove(ServableVersion version)
    {
        _versions.Remove(version);
        if (
            _aspired.Load == LoadMode.OnDemand
            && !_versions.Exists(there => there.Id == version.Id)
            && Chosen().Find(chosen => chosen.Id == version.Id) is { } chosen
        )
            Follow(chosen, version);
    }

    public ModelVersions Snapshot()
    {
        // The sort is stable: a later content of one number stays behind an earlier one, hence the reversal.
        ServableVersion[] versions = [.. Enumerable.Reverse(_versions).OrderByDescending(version => version.Version)];
        var available = versions
            .Where(version => version.State == ServableState.Available)
            .Select(version => version.Version)
            .ToHashSet();
        return new ModelVersions(_aspired.Name, versions, _labels.Resolve(available));
    }

    // What the policy and the labels choose of what there is; of a number that is there twice, both contents.
    private List<AspiredVersion> Chosen()
    {
        var failed = _aspired
            .Versions.GroupBy(version => version.Package.Version)
            .Where(contents => contents.All(content => _retries.ContainsKey(content.Id)))
            .Select(contents => contents.Key)
            .ToHashSet();
        var numbers = VersionSelection.Select(
            _aspired.Policy,
            _labels.Targets,
            [.. _aspired.Versions.Select(version => version.Package.Version)],
            failed
        );
        return [.. _aspired.Versions.Where(version => numbers.Contains(version.Package.Version))];
    }

    // Failures that nobody wants any more go; versions that wait for a first request are shown.
    private void Tidy(List<AspiredVersion> chosen, HashSet<VersionId> aspired)
    {
        foreach (var version in _versions.Where(version => !aspired.Contains(version.Id)).ToList())
        {
            if (version.State == ServableState.Start)
                version.Abandon(ServingException.Unavailable($"Version {version.Version} is not served any more."));
            if (version.State == ServableState.End)
                _versions.Remove(version);
        }

        if (_aspired.Load != LoadMode.OnDemand)
            return;
        foreach (var version in chosen.Where(version => !_versions.Exists(there => there.Id == version.Id)))
        {
            Follow(version, null);
        }

        // A new release of a model that is in use is loaded without being asked for.
        if (_versions.Exists(there => there.State == ServableState.Available && !aspired.Contains(there.Id)))
            _demanded.UnionWith(aspired);
    }

    private VersionPhase PhaseOf(ServableVersion version) =>
        version.State switch
        {
            ServableState.Loading => VersionPhase.Loading,
            ServableState.Available => VersionPhase.Available,
            ServableState.Unloading => VersionPhase.Unloading,
            _ => PhaseOfAbsent(version.Id),
        };

    private VersionPhase PhaseOfAbsent(VersionId id)
    {
        if (_retries.TryGetValue(id, out var retry) && !retry.IsDue(_host.Time))
            return VersionPhase.Waiting;
        return IsCalledFor(id) ? VersionPhase.New : VersionPhase.Waiting;
    }

    private bool IsCalledFor(VersionId id) => _aspired.Load == LoadMode.Startup || _demanded.Contains(id);

    // A content in Start, in the place of one that has ended. Its books and what is known of it go on.
    private ServableVersion Follow(AspiredVersion aspired, ServableVersion? before)
    {
        var isOnDemand = _aspired.Load == LoadMode.OnDemand;
        var version = new ServableVersion(aspired.Package, isOnDemand, isOnDemand ? _host.Budget.Pulse : null)
        {
            Statistics = before?.Statistics ?? new VersionStatistics(),
            Known = before is { Servable: { } servable, Signature: { } signature }
                ? (signature, servable.Details)
                : before?.Known,
        };
        _versions.RemoveAll(there => there.Id == aspired.Id && there.State == ServableState.End);
        _versions.Add(version);
        return version;
    }
}
