using Slipway.Errors;
using Slipway.Protocols.OpenInference.SharedMemory;

namespace Slipway.AspNetCore.SharedMemory;

/// <summary>The regions that clients have registered, by name. Thread-safe.</summary>
internal sealed class SharedMemoryRegistry(SharedMemoryAccess access) : ISharedMemoryRegions, IDisposable
{
    /// <summary>Each holds a file descriptor.</summary>
    public const int MaxRegions = 1024;

    private const int LongestName = 256;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, SharedMemoryRegion> _regions = new(StringComparer.Ordinal);

    /// <exception cref="ServingException">
    /// Unsupported where it is off; AlreadyExists; InvalidArgument, naming what is wrong; ResourceExhausted where there
    /// are too many.
    /// </exception>
    public void Register(string name, string key, ulong offset, ulong byteSize)
    {
        access.Demand();
        if (name.Length is 0 or > LongestName)
        {
            throw ServingException.InvalidArgument(
                $"The name of a shared memory region has 1 to {LongestName} characters; this one has {name.Length}."
            );
        }

        var region = SharedMemoryRegion.Open(name, key, offset, byteSize);
        try
        {
            lock (_lock)
            {
                if (_regions.Count >= MaxRegions && !_regions.ContainsKey(name))
                {
                    throw new ServingException(
                        ServingErrorCode.ResourceExhausted,
                        $"There are {MaxRegions} shared memory regions already; unregister some."
                    );
                }

                if (!_regions.TryAdd(name, region))
                {
                    throw new ServingException(
                        ServingErrorCode.AlreadyExists,
                        $"shared memory region '{name}' already in manager; unregister it before it is registered again."
                    );
                }
            }
        }
        catch
        {
            region.Dispose();
            throw;
        }
    }

    /// <summary>Forgets a region; nothing happens where there is none. Requests that use it end with it.</summary>
    public void Unregister(string name)
    {
        SharedMemoryRegion? region;
        lock (_lock)
        {
            _regions.Remove(name, out region);
        }

        region?.Dispose();
    }

    /// <summary>Forgets all regions.</summary>
    public void UnregisterAll()
    {
        SharedMemoryRegion[] regions;
        lock (_lock)
        {
            regions = [.. _regions.Values];
            _regions.Clear();
        }

        foreach (var region in regions)
        {
            region.Dispose();
        }
    }

    /// <summary>One region, or all by name where <paramref name="name"/> is empty.</summary>
    /// <exception cref="ServingException">NotFound.</exception>
    public IReadOnlyList<SharedMemoryRegion> Status(string name)
    {
        lock (_lock)
        {
            if (name.Length == 0)
                return [.. _regions.Values];
            return _regions.TryGetValue(name, out var region) ? [region] : throw Unknown("system ", name);
        }
    }

    public ISharedMemoryLease Acquire(string name)
    {
        access.Demand();
        lock (_lock)
        {
            return _regions.TryGetValue(name, out var region) ? region.Acquire() : throw Unknown("", name);
        }
    }

    public void Dispose() => UnregisterAll();

    private static ServingException Unknown(string kind, string name) =>
        ServingException.NotFound(
            $"Unable to find {kind}shared memory region: '{(name.Length <= LongestName ? name : name[..LongestName])}'"
        );
}
