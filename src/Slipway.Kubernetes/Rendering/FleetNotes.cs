namespace Slipway.Kubernetes.Rendering;

/// <summary>What somebody has to see to, once each.</summary>
internal sealed class FleetNotes
{
    private readonly List<string> _all = [];

    public IReadOnlyList<string> All => _all;

    public void Add(string note)
    {
        if (!_all.Contains(note))
            _all.Add(note);
    }
}
