namespace Slipway.Cli.Bench.Load;

/// <summary>The slots of an open loop that are free; the one used last comes first, so that few connections stay warm.</summary>
internal sealed class IdleSlots
{
    private readonly Lock _lock = new();
    private readonly LoadSlot[] _free;
    private int _count;

    public IdleSlots(IReadOnlyList<LoadSlot> slots)
    {
        _free = [.. slots.Reverse()];
        _count = _free.Length;
    }

    public LoadSlot? TryTake()
    {
        lock (_lock)
        {
            return _count == 0 ? null : _free[--_count];
        }
    }

    public void Return(LoadSlot slot)
    {
        lock (_lock)
        {
            _free[_count++] = slot;
        }
    }
}
