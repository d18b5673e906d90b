using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Supervisor.Logs;

/// <summary>
/// The file that a replica itself writes to, without us between: it goes on when the supervisor is gone. What was read is
/// given back to the file system (on Linux by a hole at the file's beginning, so that nothing is lost that is written
/// meanwhile; elsewhere by truncation).
/// </summary>
internal sealed partial class RawLog(string path)
{
    /// <summary>The longest line; a longer one is told in parts. In bytes.</summary>
    public const int LongestLine = 16 * 1024;

    private const int Chunk = 64 * 1024;
    private const long KeptBytes = 256 * 1024;

    // fallocate(2)
    private const int PunchHole = 0x02;
    private const int KeepSize = 0x01;

    private readonly string _positionFile = path + ".position";
    private readonly List<byte> _line = [];
    private long _position = ReadPosition(path + ".position");
    private long _given;

    /// <summary>Lines that have come since the last time; at most a few hundred kilobytes at once.</summary>
    /// <param name="isLast">Nothing more will be written: a line without an end counts.</param>
    public IReadOnlyList<string> Read(bool isLast)
    {
        if (!File.Exists(path))
            return [];
        var lines = new List<string>();
        using var file = File.OpenHandle(
            path,
            FileMode.Open,
            FileAccess.ReadWrite,
            FileShare.ReadWrite | FileShare.Delete
        );
        var length = RandomAccess.GetLength(file);
        if (length < _position)
            _position = 0;
        var buffer = new byte[Chunk];
        while (_position < length && lines.Count < 4096)
        {
            var read = RandomAccess.Read(file, buffer, _position);
            if (read == 0)
                break;
            _position += read;
            Split(buffer.AsSpan(0, read), lines);
        }

        if (isLast && _position >= length && _line.Count > 0)
            EndLine(lines);
        if (lines.Count > 0)
        {
            GiveBack(file);
            WritePosition();
        }

        return lines;
    }

    public void Delete()
    {
        File.Delete(path);
        File.Delete(_positionFile);
    }

    private void Split(ReadOnlySpan<byte> bytes, List<string> lines)
    {
        while (bytes.Length > 0)
        {
            var end = bytes.IndexOf((byte)'\n');
            var part = end < 0 ? bytes : bytes[..end];
            var room = LongestLine - _line.Count;
            if (part.Length > room)
            {
                _line.AddRange(part[..room]);
                EndLine(lines);
                bytes = bytes[room..];
                continue;
            }

            _line.AddRange(part);
            if (end < 0)
                return;
            EndLine(lines);
            bytes = bytes[(end + 1)..];
        }
    }

    private void EndLine(List<string> lines)
    {
        lines.Add(Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(_line)).TrimEnd('\r'));
        _line.Clear();
    }

    private void GiveBack(SafeFileHandle file)
    {
        var read = _position - _line.Count;
        if (read - _given < KeptBytes)
            return;
        if (OperatingSystem.IsLinux() && FileAllocate(file, PunchHole | KeepSize, 0, read) == 0)
        {
            _given = read;
            return;
        }

        // Between the last read and this a line may be lost; the file system gives no better way.
        if (_line.Count == 0)
        {
            RandomAccess.SetLength(file, 0);
            (_position, _given) = (0, 0);
        }
    }

    private void WritePosition() =>
        File.WriteAllText(_positionFile, (_position - _line.Count).ToString(CultureInfo.InvariantCulture));

    private static long ReadPosition(string file) =>
        File.Exists(file)
        && long.TryParse(File.ReadAllText(file), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? position
            : 0;

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int FileAllocate(SafeFileHandle file, int mode, long offset, long length);
}
