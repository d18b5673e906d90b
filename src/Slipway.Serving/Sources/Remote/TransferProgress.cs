using Slipway.Errors;

namespace Slipway.Serving.Sources.Remote;

/// <summary>The figures of one model on its way here. Thread-safe; read at any time.</summary>
public sealed class TransferProgress(string name, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private long _done;
    private long _fetched;
    private long _total;
    private volatile bool _ended;

    /// <summary>The model, or the file, as people know it.</summary>
    public string Name { get; } = name;

    /// <summary>Bytes that are here, those of an earlier, broken transfer included.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <summary>Bytes in all; 0 where the server has not said.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>Whether it is over, well or not.</summary>
    public bool HasEnded => _ended;

    /// <summary>Bytes a second since the beginning of this transfer.</summary>
    public double Rate =>
        time.GetElapsedTime(_started).TotalSeconds is > 0 and var seconds
            ? Interlocked.Read(ref _fetched) / seconds
            : 0;

    /// <summary>Told when it is known that something must come, and how many bytes; 0 where the server has not said.</summary>
    internal Action<long>? Begun { get; set; }

    internal void Begin(long bytes)
    {
        Interlocked.Add(ref _total, bytes);
        Begun?.Invoke(bytes);
    }

    internal void Fetched(long bytes)
    {
        Interlocked.Add(ref _done, bytes);
        Interlocked.Add(ref _fetched, bytes);
    }

    /// <summary>Bytes that were here before (positive), or that turned out to be of no use (negative).</summary>
    internal void Found(long bytes) => Interlocked.Add(ref _done, bytes);

    internal void End() => _ended = true;

    public override string ToString() =>
        Total > 0
            ? $"{100.0 * Done / Total:0} %, {ByteSize.Of(Done)} of {ByteSize.Of(Total)}, {ByteSize.Of((long)Rate)}/s"
            : $"{ByteSize.Of(Done)}, {ByteSize.Of((long)Rate)}/s";
}
