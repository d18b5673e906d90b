using Microsoft.Extensions.Options;
using Slipway.Serving.Control;
using Slipway.Serving.Lifecycle;

namespace Slipway.AspNetCore.Hosting;

/// <summary>
/// What the server knows of itself: whether it is ready, whether it drains, how many requests are in flight.
/// Thread-safe.
/// </summary>
internal sealed class ServerState(
    ModelManager models,
    ControlPlane control,
    IOptions<ModelServerOptions> options,
    TimeProvider time
) : IModelServerStatus
{
    private readonly TaskCompletionSource _startup = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _draining;
    private int _inFlight;
    private long _lastRequest;
    private long _requests;

    /// <summary>Raised when the answer of <see cref="IsReady"/> may have changed.</summary>
    public event Action? Changed;

    public bool IsDraining => _draining;

    /// <summary>True once everything declared for loading at start has been tried.</summary>
    public bool HasStarted => _startup.Task.IsCompleted;

    /// <summary>Inference requests since the start.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Since the last request began; very long where there was none.</summary>
    public TimeSpan Quiet =>
        Volatile.Read(ref _lastRequest) is var last and not 0 ? time.GetElapsedTime(last) : TimeSpan.MaxValue;

    public bool IsReady => WhyNotReady() is null;

    public IReadOnlyList<string> ModelNames => [.. models.Statuses.Select(status => status.Name).Distinct()];

    public IReadOnlyList<string> UnservedModelNames =>
        [.. ModelNames.Except(models.Statuses.Where(status => status.TakesRequests).Select(status => status.Name))];

    public string? WhyNotReady()
    {
        if (_draining)
            return "The server is stopping and takes no new work.";
        if (options.Value.Readiness == ReadinessMode.Lenient)
            return null;
        if (!HasStarted)
            return "Models are still loading.";
        var required = control.RequiredModels;
        foreach (var model in control.Index().Where(model => required.Contains(model.Name) && !model.IsUnloaded))
        {
            if (model.Versions.Any(status => status.IsReady))
                continue;
            if (model.Versions.Count == 0)
                return $"Model '{model.Name}' has no version that is whole yet.";
            if (model.Versions.FirstOrDefault(status => status.Fault is not null)?.Fault is { } fault)
                return fault.Message;
            var status = model.Versions[0];
            return status.Error is { } error
                ? $"Model '{status.Name}' version {status.Version} failed to load: {error.Message}"
                : $"Model '{status.Name}' version {status.Version} is {status.State}.";
        }

        return null;
    }

    public async Task<bool> WaitUntilStartedAsync(CancellationToken cancellationToken)
    {
        await _startup.Task.WaitAsync(cancellationToken);
        return IsReady;
    }

    public void Started()
    {
        _startup.TrySetResult();
        Changed?.Invoke();
    }

    public void Drain()
    {
        _draining = true;
        Changed?.Invoke();
    }

    public void RequestBegan()
    {
        Interlocked.Increment(ref _inFlight);
        Interlocked.Increment(ref _requests);
        Volatile.Write(ref _lastRequest, time.GetTimestamp());
    }

    public void RequestEnded()
    {
        Interlocked.Decrement(ref _inFlight);
    }
}
