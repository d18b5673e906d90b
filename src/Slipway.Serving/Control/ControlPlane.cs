using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Serving.Lifecycle;
using Slipway.Serving.Sources;

namespace Slipway.Serving.Control;

/// <summary>
/// Decides which models and versions should be there: from what the declared sources have, now and as they change, and
/// from what operators order. The <see cref="ModelManager"/> brings it about. Every management protocol is a thin
/// adapter over this, as every inference protocol is over the data plane. Thread-safe; orders are taken one at a time.
/// </summary>
/// <param name="models">Loads and unloads.</param>
/// <param name="openSource">Makes the source of a declared place.</param>
/// <param name="createLoader">Makes a loader of a package.</param>
/// <param name="time">Measures waits.</param>
/// <param name="log">Gets the orders.</param>
public sealed class ControlPlane(
    ModelManager models,
    Func<DeclaredModel, IModelSource> openSource,
    Func<ModelPackage, IServableLoader> createLoader,
    TimeProvider time,
    ILogger<ControlPlane> log
) : IAsyncDisposable
{
    // An order to load, and the start itself, may come in the moment in which the files do, before they have settled.
    private static readonly TimeSpan Arriving = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _change = new(1);
    private readonly Dictionary<string, ConfigOverride> _overrides = new(StringComparer.Ordinal);
    private readonly DeclaredSources _sources = new(openSource, time, log);
    private int _orders;
    private bool _disposed;
    private volatile ImmutableHashSet<string> _unloaded = ImmutableHashSet.Create<string>(StringComparer.Ordinal);
    private volatile IReadOnlyDictionary<string, AspiredModel> _plan = new Dictionary<string, AspiredModel>();
    private volatile IReadOnlySet<string> _required = new HashSet<string>();

    /// <summary>
    /// The models that were declared for loading when the server started or its list was replaced: readiness is theirs.
    /// A model that appears later has its own.
    /// </summary>
    public IReadOnlySet<string> RequiredModels => _required;

    /// <summary>
    /// Finds and loads what is declared, and watches it from then on. Returns when all has been tried.
    /// </summary>
    public async Task StartAsync(IReadOnlyList<DeclaredModel> declared, CancellationToken cancellationToken)
    {
        Task settled;
        await _change.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            await _sources.StartAsync(declared, Arriving, LookAgain, cancellationToken);
            settled = Apply(cancellationToken);
            _required = Required();
            foreach (var source in _sources.All)
            {
                source.Watch(ApplyAsync);
            }
        }
        finally
        {
            _change.Release();
        }

        await settled;
    }

    /// <summary>Every model that the sources have, by name.</summary>
    public IReadOnlyList<ModelIndexEntry> Index()
    {
        var statuses = models.Statuses.ToLookup(status => status.Name, StringComparer.Ordinal);
        var unloaded = _unloaded;
        return
        [
            .. _plan
                .Keys.Union(statuses.Select(model => model.Key), StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(name => new ModelIndexEntry(name, [.. statuses[name]], unloaded.Contains(name))),
        ];
    }

    /// <summary>The folder of a model that a source has, or null.</summary>
    public string? FolderOf(string name) =>
        _plan.TryGetValue(name, out var model) && model.Versions is [var first, ..]
            ? first.Package.ModelDirectory ?? first.Package.Directory
            : null;

    /// <summary>
    /// Loads a model by order: looks at the sources anew, takes back an order to unload it, tries a failed version
    /// again, and loads what would wait for a first request. Returns when it is loaded.
    /// </summary>
    /// <param name="name">The model.</param>
    /// <param name="config">Stands in the place of the model's own configuration until the next order; null for none.</param>
    /// <param name="cancellationToken">Ends the wait, not the loading.</param>
    /// <exception cref="ServingException">
    /// NotFound: no source has it. FailedPrecondition: it could not be loaded, with the cause.
    /// </exception>
    public async Task LoadAsync(string name, ModelConfig? config, CancellationToken cancellationToken)
    {
        log.LoadOrdered(name);
        var started = time.GetTimestamp();
        while (!await TryOrderLoadAsync(name, config, cancellationToken))
        {
            if (time.GetElapsedTime(started) > Arriving)
            {
                throw ServingException.NotFound(
                    $"failed to load '{name}', failed to poll from model repository: no source has a model of that "
                        + $"name. There are: {string.Join(", ", _plan.Keys.Order(StringComparer.Ordinal).Take(20))}."
                );
            }

            await Task.Delay(LookAgain, time, cancellationToken);
        }

        await models.LoadNowAsync(name, cancellationToken);
        ThrowUnlessLoaded(name);
    }

    /// <summary>
    /// Unloads a model by order; it stays so, whatever its source does, until it is loaded by order. Returns when it
    /// takes no more requests; those that it has are answered.
    /// </summary>
    /// <param name="name">The model.</param>
    /// <param name="withDependents">Of an ensemble, its steps' models too.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ServingException">NotFound.</exception>
    public async Task UnloadAsync(string name, bool withDependents, CancellationToken cancellationToken)
    {
        Task settled;
        await _change.WaitAsync(cancellationToken);
        try
        {
            if (!_plan.TryGetValue(name, out var model))
            {
                throw ServingException.NotFound(
                    $"failed to unload '{name}': no model of that name is here. There are: "
                        + $"{string.Join(", ", _plan.Keys.Order(StringComparer.Ordinal).Take(20))}."
                );
            }

            var names = withDependents ? StepsOf(model).Prepend(name) : [name];
            _unloaded = _unloaded.Union(names.Where(_plan.ContainsKey));
            log.UnloadOrdered(name);
            settled = Apply(cancellationToken);
        }
        finally
        {
            _change.Release();
        }

        await settled;
    }

    /// <inheritdoc cref="ModelManager.SetLabel"/>
    public void SetLabel(string model, string label, long? version)
    {
        models.SetLabel(model, label, version);
        if (version is { } target)
            log.Labelled(model, label, target);
        else
            log.LabelRemoved(model, label);
    }

    /// <summary>
    /// Replaces the list of what is served. Models that are on both lists keep running; nothing changes where a place
    /// of the new list cannot be read. Returns when everything new has been tried.
    /// </summary>
    /// <exception cref="ServingException">
    /// A place cannot be read; FailedPrecondition: a model of the list could not be loaded (the list stands all the same).
    /// </exception>
    public async Task ReloadAsync(IReadOnlyList<DeclaredModel> declared, CancellationToken cancellationToken)
    {
        Task settled;
        IReadOnlyList<WatchedSource> left;
        await _change.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            (var added, left) = await _sources.ReplaceAsync(declared, cancellationToken);
            settled = Apply(cancellationToken);
            _required = Required();
            foreach (var source in added)
            {
                source.Watch(ApplyAsync);
            }
        }
        finally
        {
            _change.Release();
        }

        log.Reloaded(declared.Count);
        foreach (var source in left)
        {
            await source.DisposeAsync();
        }

        await settled;
        foreach (var name in _required)
        {
            ThrowUnlessLoaded(name);
        }
    }

    /// <summary>Ends the watches. The models stay as they are.</summary>
    public async ValueTask DisposeAsync()
    {
        await _change.WaitAsync();
        IReadOnlyList<WatchedSource> sources;
        try
        {
            _disposed = true;
            sources = _sources.TakeAll();
        }
        finally
        {
            _change.Release();
        }

        foreach (var source in sources)
        {
            await source.DisposeAsync();
        }
    }

    private static IEnumerable<string> StepsOf(AspiredModel model) =>
        model
            .Versions.SelectMany(version => version.Package.Config.Ensemble?.Steps ?? [])
            .Select(step => step.Model)
            .Distinct(StringComparer.Ordinal);

    private async Task<bool> TryOrderLoadAsync(string name, ModelConfig? config, CancellationToken cancellationToken)
    {
        await _change.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            await _sources.RefreshAsync(cancellationToken);

            var plan = Plan();
            if (!plan.TryGetValue(name, out var model) || model.Versions.Count == 0)
                return false;
            if (config is null)
                _overrides.Remove(name);
            else
                _overrides[name] = new ConfigOverride(config, ++_orders);
            _unloaded = _unloaded.Remove(name);

            // Not waited for here: other orders may go on while it loads.
            _ = Apply(cancellationToken);
            return true;
        }
        finally
        {
            _change.Release();
        }
    }

    private async Task ApplyAsync(CancellationToken cancellationToken)
    {
        await _change.WaitAsync(cancellationToken);
        try
        {
            if (!_disposed)
                _ = Apply(cancellationToken);
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>Makes the plan anew and has it brought about; the task completes when all has been tried.</summary>
    private Task Apply(CancellationToken cancellationToken)
    {
        var before = _plan;
        var plan = Plan();
        _plan = plan;
        var settled = new List<Task>();
        foreach (var name in before.Keys.Except(plan.Keys, StringComparer.Ordinal))
        {
            settled.Add(models.SetAspiredAsync(new AspiredModel(name, []), cancellationToken));
        }

        foreach (var (name, model) in plan)
        {
            var aspired = _unloaded.Contains(name) ? model with { Versions = [] } : model;
            settled.Add(models.SetAspiredAsync(aspired, cancellationToken));
        }

        return Task.WhenAll(settled);
    }

    private IReadOnlyDictionary<string, AspiredModel> Plan() =>
        AspiredPlan.Build(_sources.All.Select(source => (source.Declared, source.Listing)), _overrides, createLoader);

    private HashSet<string> Required() =>
        [.. _plan.Values.Where(model => model.Load == LoadMode.Startup).Select(model => model.Name)];

    private void ThrowUnlessLoaded(string name)
    {
        var versions = models.Statuses.Where(status => status.Name == name).ToList();
        if (versions.Exists(version => version.IsAvailable) || _unloaded.Contains(name))
            return;
        var error = versions.Find(version => version.Error is not null)?.Error;
        throw new ServingException(
            ServingErrorCode.FailedPrecondition,
            $"failed to load '{name}': {error?.Message ?? "it has no version that is whole yet."}",
            error
        )
        {
            Reason = error?.Reason,
        };
    }
}
