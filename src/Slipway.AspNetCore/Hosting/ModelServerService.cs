using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Serving.Lifecycle;
using Slipway.Serving.Sources;

namespace Slipway.AspNetCore.Hosting;

/// <summary>
/// Loads the declared models once the application runs, drains before its web server stops, and unloads after.
/// </summary>
internal sealed class ModelServerService(
    ModelManager models,
    ServerState state,
    ConnectionCounter connections,
    EndingHealthService health,
    OpenStreams streams,
    IOptions<ModelServerOptions> options,
    TimeProvider time,
    ILogger<ModelServerService> log
) : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestQuietWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan QuietEnough = TimeSpan.FromMilliseconds(150);

    private readonly CancellationTokenSource _stopping = new();
    private Task _loading = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // The web server listens by now: liveness answers while models load.
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _loading = Task.Run(() => LoadAllAsync(_stopping.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Runs before the web server stops listening: not ready from now on, while what still arrives is answered, each
    /// answer telling its connection to close.
    /// </summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        state.Drain();
        var started = time.GetTimestamp();
        var delay = options.Value.DrainDelay;
        log.Draining(state.InFlight);
        while (time.GetElapsedTime(started) is var elapsed && !cancellationToken.IsCancellationRequested)
        {
            var quiet = state.Quiet > QuietEnough || elapsed > LongestQuietWait;
            if (elapsed >= delay && quiet)
                break;
            await Task.Delay(Poll, time, CancellationToken.None);
        }

        health.EndWatches();
        await streams.EndAsync();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await _loading;
        await models.DisposeAsync();
        log.Stopped(state.Requests, connections.Accepted);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task LoadAllAsync(CancellationToken cancellationToken)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            foreach (var path in options.Value.Paths)
            {
                await LoadAsync(path, names, cancellationToken);
            }

            state.Started();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The server stops; what was loaded is unloaded with it.
        }
    }

    private async Task LoadAsync(
        ModelServerOptions.ModelPath path,
        HashSet<string> names,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<IModelRuntime> runtimes = [.. options.Value.Runtimes];
        var (sourced, broken) = await ListAsync(path, runtimes, cancellationToken);
        var packages = sourced.Where(model => model.Versions.Count > 0).Select(model => model.Versions[0]).ToList();
        broken = [.. broken.Where(model => model.Version == 0 || packages.All(other => other.Name != model.Name))];
        var usable = packages.Where(package => names.Add(package.Name)).ToList();
        foreach (var model in broken.Concat(packages.Except(usable).Select(NameTaken)))
        {
            // It stands as a model of its own that failed, so that readiness tells.
            var name = model.Name;
            for (var n = 2; !names.Add(name); n++)
            {
                name = $"{model.Name} ({n})";
            }

            var failed = new BrokenModelLoader(model with { Name = name });
            await models.SetAspiredVersionsAsync(name, [failed], cancellationToken);
        }

        foreach (var package in usable)
        {
            var runtime = runtimes.First(candidate => candidate.Name == package.Runtime);
            await models.SetAspiredVersionsAsync(package.Name, [runtime.CreateLoader(package)], cancellationToken);
        }
    }

    // A path that is no model as a whole is listed as a broken one.
    private async Task<SourceListing> ListAsync(
        ModelServerOptions.ModelPath path,
        IReadOnlyList<IModelRuntime> runtimes,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var source = new DirectoryModelSource(path.Path, path.Name, runtimes, [], SourceOptions.Once, time);
            var listing = await source.ListAsync(cancellationToken);
            return listing is { Models: [], Broken: [] } ? throw source.NothingFound() : listing;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var error = e as ServingException ?? ServingException.Internal(e.Message, e);
            var name = path.Name ?? Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(path.Path));
            return new SourceListing([], [new BrokenModel(name, Path.GetFullPath(path.Path), error)]);
        }
    }

    private static BrokenModel NameTaken(ModelPackage package) =>
        new(
            package.Name,
            package.Directory,
            new ServingException(
                ServingErrorCode.AlreadyExists,
                $"Another model served here is named '{package.Name}' already. Give this one, in the folder "
                    + $"'{Path.GetFileName(package.Directory)}', another name with 'name:' in its model.yaml."
            )
        );
}
