using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Slipway.TestUtilities;

/// <summary>
/// A POSIX shared memory object of the test's own, mapped as clients map theirs; removed when disposed. Linux only.
/// </summary>
public sealed class SharedMemoryObject : IDisposable
{
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly int _size;

    public SharedMemoryObject(int size)
    {
        _size = size;
        Name = $"slipway-test-{Guid.NewGuid():N}";
        using (var file = File.Create(Path, 1, FileOptions.None))
        {
            file.SetLength(size);
        }

        _map = MemoryMappedFile.CreateFromFile(
            new FileStream(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite),
            null,
            size,
            MemoryMappedFileAccess.ReadWrite,
            HandleInheritability.None,
            leaveOpen: false
        );
        _view = _map.CreateViewAccessor(0, size);
    }

    public static bool IsSupported => OperatingSystem.IsLinux() && Directory.Exists("/dev/shm");

    public string Name { get; }

    /// <summary>As it is registered.</summary>
    public string Key => "/" + Name;

    public string Path => "/dev/shm/" + Name;

    public void Write<T>(int offset, params ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(values);
        _view.WriteArray(offset, bytes.ToArray(), 0, bytes.Length);
    }

    public T[] Read<T>(int offset, int count)
        where T : unmanaged
    {
        var values = new T[count];
        _view.ReadArray(offset, values, 0, count);
        return values;
    }

    /// <summary>Takes the memory away under whoever has it open.</summary>
    public void Truncate(long size)
    {
        using var file = new FileStream(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.SetLength(size);
    }

    public void Dispose()
    {
        // A view flushes when it is disposed, and pages that are gone cannot be.
        if (File.Exists(Path))
            Truncate(_size);
        _view.Dispose();
        _map.Dispose();
        File.Delete(Path);
    }
}
