using Microsoft.Win32.SafeHandles;
using Slipway.Errors;
using Slipway.Protocols.OpenInference.SharedMemory;

namespace Slipway.AspNetCore.SharedMemory;

/// <summary>
/// A registered part of a shared memory object. It is read and written through its file descriptor and never mapped:
/// the client may truncate the object at any time, and touching a page that is gone would end this process. Closed when
/// it is unregistered and no request uses it any more. Thread-safe.
/// </summary>
internal sealed class SharedMemoryRegion : ISharedMemoryLease
{
    private readonly SafeFileHandle _file;
    private int _users = 1;

    private SharedMemoryRegion(string name, string key, long offset, long byteSize, SafeFileHandle file)
    {
        (Name, Key, Offset, ByteSize, _file) = (name, key, offset, byteSize, file);
    }

    public string Name { get; }

    public string Key { get; }

    /// <summary>Where in the object the region begins.</summary>
    public long Offset { get; }

    public long ByteSize { get; }

    /// <summary>Opens the object. The first user is the registry.</summary>
    /// <exception cref="ServingException">InvalidArgument: it cannot be opened, or is smaller than that.</exception>
    public static SharedMemoryRegion Open(string name, string key, ulong offset, ulong byteSize)
    {
        if (byteSize == 0)
            throw Invalid(name, "byte_size is 0; it is how many bytes the region has");
        var file = PosixSharedMemory.Open(key);
        try
        {
            var length = (ulong)LengthOf(file, name, key);
            if (byteSize > length || offset > length - byteSize)
            {
                throw Invalid(
                    name,
                    $"{byteSize} bytes from offset {offset} on are outside of '{key}', which has {length} bytes"
                );
            }

            return new SharedMemoryRegion(name, key, (long)offset, (long)byteSize, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>One user more; only while there is one.</summary>
    public SharedMemoryRegion Acquire()
    {
        Interlocked.Increment(ref _users);
        return this;
    }

    public void Read(long offset, Span<byte> destination)
    {
        var at = Offset + offset;
        while (!destination.IsEmpty)
        {
            var read = RandomAccess.Read(_file, destination, at);
            if (read == 0)
                throw Truncated();
            at += read;
            destination = destination[read..];
        }
    }

    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        // Writing behind the end would make the object grow.
        if (RandomAccess.GetLength(_file) - Offset - offset < source.Length)
            throw Truncated();
        try
        {
            RandomAccess.Write(_file, source, Offset + offset);
        }
        catch (IOException failure)
        {
            throw new ServingException(
                ServingErrorCode.ResourceExhausted,
                $"Shared memory region '{Name}' cannot be written: {failure.Message}",
                failure
            );
        }
    }

    public void Dispose()
    {
        if (Interlocked.Decrement(ref _users) == 0)
            _file.Dispose();
    }

    private static long LengthOf(SafeFileHandle file, string name, string key)
    {
        try
        {
            return RandomAccess.GetLength(file);
        }
        catch (NotSupportedException)
        {
            throw Invalid(name, $"'{key}' is no shared memory");
        }
    }

    private ServingException Truncated() =>
        ServingException.InvalidArgument(
            $"The memory '{Key}' behind shared memory region '{Name}' has become smaller than was registered; register "
                + "the region again."
        );

    private static ServingException Invalid(string name, string why) =>
        ServingException.InvalidArgument($"failed to register shared memory region '{name}': {why}.");
}
