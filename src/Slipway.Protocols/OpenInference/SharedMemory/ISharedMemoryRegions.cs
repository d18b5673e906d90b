using Slipway.Errors;

namespace Slipway.Protocols.OpenInference.SharedMemory;

/// <summary>
/// The regions that clients have registered (Triton's "Shared-Memory Extension"). The codecs know them by name alone;
/// what is behind a name is the host's affair. Thread-safe.
/// </summary>
public interface ISharedMemoryRegions
{
    /// <summary>
    /// The region called <paramref name="name"/>, for the time of one request: until the lease is disposed it stays
    /// usable, also where it is unregistered meanwhile.
    /// </summary>
    /// <exception cref="ServingException">NotFound; Unsupported where this server has no shared memory.</exception>
    ISharedMemoryLease Acquire(string name);
}

/// <summary>A region in use. Data is copied in and out; no address of the shared memory itself gets out.</summary>
public interface ISharedMemoryLease : IDisposable
{
    /// <summary>Bytes of the region, as registered.</summary>
    long ByteSize { get; }

    /// <summary>Fills <paramref name="destination"/> from <paramref name="offset"/> on, within the region.</summary>
    /// <exception cref="ServingException">InvalidArgument where the memory behind the region has become smaller.</exception>
    void Read(long offset, Span<byte> destination);

    /// <summary>Writes <paramref name="source"/> at <paramref name="offset"/>, within the region.</summary>
    /// <inheritdoc cref="Read"/>
    void Write(long offset, ReadOnlySpan<byte> source);
}
