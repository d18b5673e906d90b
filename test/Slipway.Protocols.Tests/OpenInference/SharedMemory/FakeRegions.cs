using Slipway.Errors;
using Slipway.Protocols.OpenInference.SharedMemory;

namespace Slipway.Protocols.Tests.OpenInference.SharedMemory;

/// <summary>Regions in arrays; counts the leases that are out.</summary>
internal sealed class FakeRegions : ISharedMemoryRegions
{
    private readonly Dictionary<string, byte[]> _regions = [];

    public int Leases { get; private set; }

    public byte[] this[string name]
    {
        get => _regions[name];
        init => _regions[name] = value;
    }

    public ISharedMemoryLease Acquire(string name)
    {
        if (!_regions.TryGetValue(name, out var bytes))
            throw ServingException.NotFound($"no region {name}");
        Leases++;
        return new Lease(this, bytes);
    }

    private sealed class Lease(FakeRegions owner, byte[] bytes) : ISharedMemoryLease
    {
        public long ByteSize => bytes.Length;

        public void Read(long offset, Span<byte> destination) =>
            bytes.AsSpan((int)offset, destination.Length).CopyTo(destination);

        public void Write(long offset, ReadOnlySpan<byte> source) => source.CopyTo(bytes.AsSpan((int)offset));

        public void Dispose() => owner.Leases--;
    }
}
