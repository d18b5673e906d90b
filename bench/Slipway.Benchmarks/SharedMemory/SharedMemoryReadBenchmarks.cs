using System.IO.MemoryMappedFiles;
using BenchmarkDotNet.Attributes;
using Microsoft.Win32.SafeHandles;
using Slipway.TestUtilities;

namespace Slipway.Benchmarks.SharedMemory;

/// <summary>
/// Getting an input out of shared memory into a tensor's: through the descriptor, as the server does, against copying
/// from a mapping, which ends the process where the client has truncated the object. Linux only.
/// </summary>
public unsafe class SharedMemoryReadBenchmarks
{
    private SharedMemoryObject _memory = null!;
    private SafeFileHandle _file = null!;
    private MemoryMappedFile _map = null!;
    private MemoryMappedViewAccessor _view = null!;
    private byte* _mapped;
    private byte[] _tensor = [];

    /// <summary>16 floats, a picture of 3 × 224 × 224 floats, 16 MB.</summary>
    [Params(64, 602112, 16 << 20)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _memory = new SharedMemoryObject(Bytes);
        _memory.Write<byte>(0, Enumerable.Repeat((byte)1, Bytes).ToArray());
        _file = File.OpenHandle(_memory.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        _map = MemoryMappedFile.CreateFromFile(_memory.Path, FileMode.Open, null, Bytes);
        _view = _map.CreateViewAccessor(0, Bytes);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _mapped);
        _tensor = GC.AllocateUninitializedArray<byte>(Bytes, pinned: true);
    }

    [GlobalCleanup]
    public void Clean()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
        _file.Dispose();
        _memory.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void Mapping() => new ReadOnlySpan<byte>(_mapped, Bytes).CopyTo(_tensor);

    [Benchmark]
    public int Descriptor() => RandomAccess.Read(_file, _tensor, 0);
}
