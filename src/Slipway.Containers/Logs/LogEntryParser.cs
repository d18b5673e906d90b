using System.Globalization;
using System.Text;

namespace Slipway.Containers.Logs;

/// <summary>
/// Takes lines apart that engines give with their times: <c>2026-11-26T19:44:38.248803160Z text</c>. Docker cuts a line after
/// 16 KiB, and puts a time before each part though no line's end is between them.
/// </summary>
internal sealed class LogEntryParser(LogStream stream)
{
    /// <summary>What Docker keeps of a line in one piece, in bytes; here a longer one comes in parts, whoever wrote it.</summary>
    internal const int PartSize = 16 * 1024;

    // RFC 3339 by the second in UTC, and with nanoseconds and an offset; the blank behind it.
    private const int ShortestTime = 21;
    private const int LongestTime = 36;

    private readonly List<byte> _kept = [];
    private DateTimeOffset _at;

    /// <summary>The entries that are whole by now.</summary>
    public IReadOnlyList<LogEntry> Take(ReadOnlySpan<byte> bytes)
    {
        _kept.AddRange(bytes);
        return Split(isLast: false);
    }

    /// <summary>What is left when nothing more comes: a line without an end.</summary>
    public IReadOnlyList<LogEntry> Finish() => Split(isLast: true);

    private List<LogEntry> Split(bool isLast)
    {
        var entries = new List<LogEntry>();
        ReadOnlySpan<byte> rest = _kept.ToArray();
        while (Next(rest, isLast) is var length and > 0)
        {
            entries.Add(Entry(rest[..length]));
            rest = rest[length..];
        }

        _kept.RemoveRange(0, _kept.Count - rest.Length);
        return entries;
    }

    /// <summary>The length of the first entry; 0 where it is not whole yet.</summary>
    private static int Next(ReadOnlySpan<byte> bytes, bool isLast)
    {
        var header = TimeOf(bytes)?.Length ?? 0;
        var text = bytes[header..];
        var end = text.IndexOf((byte)'\n');
        if (end is >= 0 and < PartSize)
            return header + end + 1;
        // What follows a part may be another's time, of which all must be here.
        if (text.Length >= PartSize + LongestTime || end >= PartSize || isLast)
            return header + Math.Min(PartSize, text.Length);
        return 0;
    }

    private LogEntry Entry(ReadOnlySpan<byte> bytes)
    {
        var header = 0;
        // What has no time of its own goes on with what came before.
        if (TimeOf(bytes) is { } time)
            (_at, header) = time;
        return new LogEntry(stream, _at, bytes[header..].ToArray());
    }

    private static (DateTimeOffset At, int Length)? TimeOf(ReadOnlySpan<byte> bytes)
    {
        var blank = bytes[..Math.Min(bytes.Length, LongestTime)].IndexOf((byte)' ');
        return
            blank >= ShortestTime - 1
            && bytes[10] == 'T'
            && DateTimeOffset.TryParse(
                Encoding.ASCII.GetString(bytes[..blank]),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var at
            )
            ? (at, blank + 1)
            : null;
    }
}
