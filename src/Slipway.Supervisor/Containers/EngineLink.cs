using Slipway.Containers;
using Slipway.Errors;

namespace Slipway.Supervisor.Containers;

/// <summary>The engine, connected to when it is needed first: fleets of processes need none. Thread-safe.</summary>
/// <param name="connect">Finds it.</param>
internal sealed class EngineLink(Func<CancellationToken, Task<ContainerEngine>> connect) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private volatile ContainerEngine? _engine;

    /// <exception cref="ServingException">Unavailable: none answers. The next call tries again.</exception>
    public async Task<ContainerEngine> GetAsync(CancellationToken cancellationToken)
    {
        if (_engine is { } known)
            return known;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _engine ??= await connect(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        _engine?.Dispose();
        _gate.Dispose();
    }
}
