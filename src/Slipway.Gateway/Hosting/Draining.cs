namespace Slipway.Gateway.Hosting;

/// <summary>Whether the gateway is on its way out. Thread-safe.</summary>
internal sealed class Draining
{
    private volatile bool _hasBegun;

    public bool HasBegun => _hasBegun;

    public void Begin() => _hasBegun = true;
}
