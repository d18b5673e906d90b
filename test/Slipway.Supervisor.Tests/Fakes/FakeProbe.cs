using Slipway.Supervisor.Health;

namespace Slipway.Supervisor.Tests.Fakes;

/// <summary>Says what it was told to, at once.</summary>
internal sealed class FakeProbe : IReplicaProbe
{
    public static readonly ProbeResult Ready = new(IsReady: true, IsLive: true, Why: null);
    public static readonly ProbeResult Loading = new(IsReady: false, IsLive: true, "it is loading");
    public static readonly ProbeResult Silent = new(IsReady: false, IsLive: false, "it does not answer");

    private volatile ProbeResult _says = Loading;
    private int _asked;

    public ProbeResult Says
    {
        get => _says;
        set => _says = value;
    }

    public int Asked => Volatile.Read(ref _asked);

    public Task<ProbeResult> AskAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Interlocked.Increment(ref _asked);
        return Task.FromResult(Says);
    }
}
