using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Serving.Scheduling;

namespace Slipway.Serving.Lifecycle;

/// <summary>
/// Knows every model and its versions, and hands out leases. Lookup reads an immutable snapshot without a lock;
/// changes are made one at a time and swap the snapshot whole. Thread-safe.
/// </summary>
public sealed class ModelManager : IAsyncDisposable
{
    private readonly ILogger _log;
    private readonly SemaphoreSlim _change = new(1);
    private bool _disposed;
    private volatile FrozenDictionary<string, ModelVersions> _models = FrozenDictionary<string, ModelVersions>.Empty;

    public ModelManager(ILogger<ModelManager> log)
    {
        _log = log;
    }

    /// <summary>Raised after a version has changed its state, on the thread that changed it.</summary>
    public event Action? Changed;

    /// <summary>All versions as they stand, by model name, newest first.</summary>
    public IReadOnlyList<ModelStatus> Statuses =>
        [
            .. _models
                .Values.OrderBy(model => model.Name, StringComparer.Ordinal)
                .SelectMany(model => model.Versions.Select(version => version.Status)),
        ];

    /// <summary>
    /// Makes the loaded versions of <paramref name="model"/> those of <paramref name="loaders"/>: the new are loaded
    /// before the old go, and where none of the new can be loaded the old stay. Versions that are loaded already stay
    /// untouched. Returns when all are loaded or have failed; a failed one shows in <see cref="Statuses"/>.
    /// </summary>
    /// <exception cref="OperationCanceledException">
    /// Cancelled; what was not loaded by then shows as failed, and the old versions stay.
    /// </exception>
    public async Task SetAspiredVersionsAsync(
        string model,
        IReadOnlyList<IServableLoader> loaders,
        CancellationToken cancellationToken
    )
    {
        await _change.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var old = _models.GetValueOrDefault(model)?.Versions ?? [];
            var aspired = loaders.Select(loader => loader.Package.Version).ToHashSet();
            var have = old.Where(IsAlive).Select(version => version.Version).ToHashSet();
            var added = loaders
                .Where(loader => !have.Contains(loader.Package.Version))
                .Select(loader => new ServableVersion(
                    loader,
                    servable => SchedulerFactory.Create(loader.Package, servable)
                ))
                .ToList();
            var replaced = added.Select(version => version.Version).ToHashSet();
            var leaving = old.Where(version => !aspired.Contains(version.Version)).ToList();

            Publish(model, [.. old.Where(version => !replaced.Contains(version.Version)), .. added]);
            foreach (var version in added)
            {
                await LoadAsync(version, cancellationToken);
            }

            cancellationToken.ThrowIfCancellationRequested();
            // Where nothing that is wanted works, what works stays.
            var works = loaders.Count == 0 || old.Except(leaving).Concat(added).Any(IsAlive);
            if (!works)
                leaving.RemoveAll(IsAlive);
            Publish(model, [.. old.Except(leaving).Where(version => !replaced.Contains(version.Version)), .. added]);
            await UnloadAsync(leaving);
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>Leases the version that <paramref name="selector"/> means.</summary>
    /// <exception cref="ServingException">
    /// NotFound for an unknown model, version or label; Unavailable while it is loading, after it failed and while
    /// it is being unloaded.
    /// </exception>
    public ServableHandle Acquire(in ModelSelector selector)
    {
        while (true)
        {
            var models = _models;
            if (!models.TryGetValue(selector.Name, out var model))
                throw UnknownModel(selector.Name);
            if (selector.Label is { } label)
                throw ServingException.NotFound($"Model '{model.Name}' has no label '{label}'.");

            var version = selector.Version is { } wanted
                ? model.Find(wanted) ?? throw UnknownVersion(model, wanted)
                : model.NewestAvailable();
            if (version is not null && version.TryAcquire())
                return new ServableHandle(version);

            // A version that went after it was looked up had its successor in place before: look again.
            if (selector.Version is not null || (version is null && models == _models))
                throw NotAvailable(model, version);
        }
    }

    /// <summary>The status of what <paramref name="selector"/> means, available or not.</summary>
    /// <exception cref="ServingException">NotFound for an unknown model, version or label.</exception>
    public ModelStatus Find(in ModelSelector selector)
    {
        if (!_models.TryGetValue(selector.Name, out var model))
            throw UnknownModel(selector.Name);
        if (selector.Label is { } label)
            throw ServingException.NotFound($"Model '{model.Name}' has no label '{label}'.");
        if (selector.Version is { } wanted)
            return (model.Find(wanted) ?? throw UnknownVersion(model, wanted)).Status;
        return (model.NewestAvailable() ?? model.Versions[0]).Status;
    }

    /// <summary>The versions of a model that answer requests, newest first.</summary>
    public IReadOnlyList<long> AvailableVersions(string model) =>
        _models.TryGetValue(model, out var found)
            ? [.. found.Versions.Where(v => v.State == ServableState.Available).Select(v => v.Version)]
            : [];

    /// <summary>Unloads everything, after the leases that are out have come back.</summary>
    public async ValueTask DisposeAsync()
    {
        await _change.WaitAsync();
        try
        {
            _disposed = true;
            await UnloadAsync([.. _models.Values.SelectMany(model => model.Versions)]);
            _models = FrozenDictionary<string, ModelVersions>.Empty;
        }
        finally
        {
            _change.Release();
        }
    }

    private static bool IsAlive(ServableVersion version) =>
        version.State is ServableState.Loading or ServableState.Available;

    private async Task LoadAsync(ServableVersion version, CancellationToken cancellationToken)
    {
        _log.Loading(version.Name, version.Version, version.Package.ArtifactPath);
        var started = TimeProvider.System.GetTimestamp();
        await version.LoadAsync(cancellationToken);
        if (version.Error is { Reason: ServableVersion.Cancelled })
            _log.LoadCancelled(version.Name, version.Version);
        else if (version.Error is { } error)
            _log.LoadFailed(version.Name, version.Version, error.Reason ?? error.Code.ToString(), error.Message);
        else
            _log.Loaded(version.Name, version.Version, TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
        Changed?.Invoke();
    }

    private async Task UnloadAsync(IReadOnlyList<ServableVersion> versions)
    {
        foreach (var version in versions)
        {
            if (version.State != ServableState.Available)
                continue;
            var unloading = version.UnloadAsync();
            Changed?.Invoke();
            await unloading;
            _log.Unloaded(version.Name, version.Version);
            Changed?.Invoke();
        }
    }

    private void Publish(string model, IEnumerable<ServableVersion> versions)
    {
        var models = _models.ToDictionary();
        var list = versions.OrderByDescending(version => version.Version).ToArray();
        if (list.Length > 0)
            models[model] = new ModelVersions(model, list);
        else
            models.Remove(model);
        _models = models.ToFrozenDictionary(StringComparer.Ordinal);
    }

    // Triton's clients look for the words "Request for unknown model".
    private ServingException UnknownModel(string name) =>
        ServingException.NotFound(
            $"Request for unknown model: '{name}' is not found. Served here: {Names(_models.Keys)}."
        );

    private static ServingException UnknownVersion(ModelVersions model, long wanted) =>
        ServingException.NotFound(
            $"Request for unknown model: '{model.Name}' version {wanted} is not found. "
                + $"Versions here: {string.Join(", ", model.Versions.Select(version => version.Version))}."
        );

    private static ServingException NotAvailable(ModelVersions model, ServableVersion? version)
    {
        version ??= model.Versions[0];
        var id = $"Model '{model.Name}' version {version.Version}";
        return version.State switch
        {
            ServableState.Start or ServableState.Loading => ServingException.Unavailable(
                $"{id} is still loading; try again shortly."
            ),
            ServableState.End when version.Error is { } error => new ServingException(
                ServingErrorCode.Unavailable,
                $"{id} failed to load: {error.Message}"
            )
            {
                Reason = error.Reason,
            },
            _ => ServingException.Unavailable($"{id} is being unloaded."),
        };
    }

    private static string Names(IEnumerable<string> names)
    {
        var list = string.Join(", ", names.Order(StringComparer.Ordinal).Take(20));
        return list.Length > 0 ? list : "no model";
    }
}
