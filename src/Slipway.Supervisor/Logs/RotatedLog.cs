using System.Text;

namespace Slipway.Supervisor.Logs;

/// <summary>
/// The supervisor's own log: what it writes goes to a file of a bounded size; before that one there is another, the older lines.
/// The file is changed between two lines, so that none is lost or torn.
/// </summary>
/// <param name="file">The log.</param>
/// <param name="largest">Its size from which another is begun, in bytes.</param>
/// <param name="begin">Has the process write to the file anew, which has just been put aside.</param>
/// <param name="open">What the process writes to.</param>
internal sealed class RotatedLog(string file, long largest, Action begin, Func<Stream> open) : TextWriter
{
    private readonly Lock _lock = new();
    private Stream _stream = open();

    public override Encoding Encoding { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (buffer.IsEmpty)
            return;
        var bytes = new byte[Encoding.GetByteCount(buffer)];
        Encoding.GetBytes(buffer, bytes);
        lock (_lock)
        {
            _stream.Write(bytes);
            _stream.Flush();
            if (buffer[^1] == '\n')
                BoundFile();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _stream.Dispose();
        base.Dispose(disposing);
    }

    private void BoundFile()
    {
        try
        {
            // Asked of the file system, as the runtime's own last words go there too.
            if (new FileInfo(file) is not { Exists: true } log || log.Length < largest)
                return;
            File.Move(file, $"{file}.1", overwrite: true);
            begin();
            var before = _stream;
            _stream = open();
            before.Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It goes on where it is, and is tried again with the next line.
        }
    }
}
