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
        foreach (var path in options.Value.Paths)
        {
            try
            {
                await LoadAsync(path, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                // The path as a whole is no model: it stands as a failed one, so that readiness tells.
                var error = e as ServingException ?? ServingException.Internal(e.Message, e);
                var name = path.Name ?? Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(path.Path));
                var broken = new BrokenModel(name, Path.GetFullPath(path.Path), error);
                await models.SetAspiredVersionsAsync(name, [new BrokenModelLoader(broken)], cancellationToken);
            }
        }

        state.Started();
    }

    private async Task LoadAsync(ModelServerOptions.ModelPath path, CancellationToken cancellationToken)
    {
        IReadOnlyList<IModelRuntime> runtimes = [.. options.Value.Runtimes];
        var source = new DirectoryModelSource(path.Path, path.Name, runtimes);
        var aspired = await source.ListAsync(cancellationToken);
        foreach (var broken in aspired.Broken)
        {
            await models.SetAspiredVersionsAsync(broken.Name, [new BrokenModelLoader(broken)], cancellationToken);
        }

        foreach (var package in aspired.Packages)
        {
            var runtime = runtimes.First(candidate => candidate.Name == package.Runtime);
            await models.SetAspiredVersionsAsync(package.Name, [runtime.CreateLoader(package)], cancellationToken);
        }
    }
}
