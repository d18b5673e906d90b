using System.Buffers;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Slipway.Serving.Telemetry;

/// <summary>
/// Collects traces and writes them into files as Triton does: every so many into <c>FILE.0</c>, <c>FILE.1</c> and so on,
/// or all into <c>FILE</c> when it is disposed. Requests never wait for it, and neither memory nor disk grow without
/// end: it drops what it cannot keep up with, writes a numbered file where much has been collected, and stops writing
/// after a gigabyte.
/// </summary>
internal sealed class TraceFile : IAsyncDisposable
{
    private const int MostWaiting = 8192;
    private const int MostBuffered = 4 << 20;
    private const long MostOnDisk = 1L << 30;
    private const int MostFiles = 10_000;

    private readonly Channel<TraceRecord> _ended = Channel.CreateBounded<TraceRecord>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite }
    );

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly ILogger _log;
    private readonly Task _writing;
    private long _nextId = 1;
    private long _onDisk;
    private int _collected;
    private int _nextFile;
    private uint _logFrequency;
    private bool _gaveUp;

    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be written.</exception>
    public TraceFile(string path, ILogger log)
    {
        Path = System.IO.Path.GetFullPath(path);
        _log = log;
        // What cannot be written should be known at the start, not at the end.
        File.Open(Path, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
        _writing = Task.Run(WriteAllAsync);
    }

    public string Path { get; }

    public void Add(TraceRecord trace) => _ended.Writer.TryWrite(trace);

    public async ValueTask DisposeAsync()
    {
        _ended.Writer.TryComplete();
        await _writing;
    }

    private async Task WriteAllAsync()
    {
        await foreach (var trace in _ended.Reader.ReadAllAsync())
        {
            if (_gaveUp)
                continue;
            _buffer.Write(_collected == 0 ? "["u8 : ","u8);
            TraceJson.Write(_buffer, _nextId++, trace);
            _collected++;
            _logFrequency = trace.LogFrequency;
            var isFull = _logFrequency > 0 && _collected >= _logFrequency;
            if (isFull || trace.IsLast || _buffer.WrittenCount >= MostBuffered)
                await SaveAsync($"{Path}.{_nextFile++}");
        }

        if (_collected > 0)
            await SaveAsync(_logFrequency > 0 ? $"{Path}.{_nextFile}" : Path);
    }

    private async Task SaveAsync(string path)
    {
        try
        {
            _buffer.Write("]"u8);
            await File.WriteAllBytesAsync(path, _buffer.WrittenMemory);
            _onDisk += _buffer.WrittenCount;
            if (_onDisk >= MostOnDisk || _nextFile >= MostFiles)
                GiveUp("so many traces have been written; restart the server for more");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            GiveUp(e.Message);
        }

        _buffer.ResetWrittenCount();
        _collected = 0;
    }

    private void GiveUp(string why)
    {
        _gaveUp = true;
        _log.TracesStopped(Path, why);
    }
}
