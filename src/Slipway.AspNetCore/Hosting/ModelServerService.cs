using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Slipway.Machine;
using Slipway.Serving.Control;
using Slipway.Serving.Lifecycle;

namespace Slipway.AspNetCore.Hosting;

/// <summary>
/// Loads the declared models once the application runs, drains before its web server stops, and unloads after.
/// </summary>
internal sealed class ModelServerService(
    ControlPlane control,
    ModelManager models,
    ServerState state,
    ConnectionCounter connections,
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
        log.Cpus(CpuBudget.Current);
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

        await EndStreamsAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await _loading;
        await control.DisposeAsync();
        await models.DisposeAsync();
        log.Stopped(state.Requests, connections.Accepted);
    }

    public void Dispose() => _stopping.Dispose();

    // How they ended reaches their callers before the connections close: what is unread then may be lost with them.
    private async Task EndStreamsAsync(CancellationToken cancellationToken)
    {
        var any = streams.Any;
        await streams.EndAsync();
        var began = time.GetTimestamp();
        while (
            streams.Any && time.GetElapsedTime(began) < LongestQuietWait && !cancellationToken.IsCancellationRequested
        )
        {
            await Task.Delay(Poll, time, CancellationToken.None);
        }

        if (any)
            await Task.Delay(QuietEnough, time, CancellationToken.None);
    }

    private async Task LoadAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            await control.StartAsync([.. options.Value.Fixed, .. options.Value.Models], cancellationToken);
            state.Started();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The server stops; what was loaded is unloaded with it.
        }
    }
}
