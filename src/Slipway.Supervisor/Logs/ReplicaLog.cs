using System.Globalization;
using Slipway.Deployment.Fleet;
using Slipway.Supervisor.Containers;

namespace Slipway.Supervisor.Logs;

/// <summary>
/// The lines of one replica with the times at which they were seen, in a file that is rotated: one of up to 4 MB that grows and
/// one before it. Used by one thread at a time.
/// </summary>
internal sealed class ReplicaLog(string folder, string replica)
{
    private const long LargestFile = 4 << 20;

    private readonly RawLog _raw = new(RawFile(folder, replica));
    private readonly string _file = Path.Combine(folder, $"{replica}.log");

    public string Replica => replica;

    public static string RawFile(string folder, string replica) => Path.Combine(folder, $"{replica}.out");

    private string Older => _file + ".1";

    /// <summary>Takes up what has come.</summary>
    public IReadOnlyList<LogLine> Collect(bool isLast, DateTimeOffset now)
    {
        var texts = _raw.Read(isLast);
        if (texts.Count == 0)
            return [];
        Append(texts.Select(text => $"{now.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)} {text}"));
        return
        [
            .. texts.Select(text => new LogLine
            {
                At = now,
                Replica = replica,
                Text = text,
            }),
        ];
    }

    /// <summary>The last lines, the oldest first.</summary>
    public IReadOnlyList<LogLine> Last(int count)
    {
        if (count == 0)
            return [];
        var kept = new Queue<string>();
        foreach (var file in (string[])[Older, _file])
        {
            if (!File.Exists(file))
                continue;
            foreach (var line in File.ReadLines(file))
            {
                kept.Enqueue(line);
                if (kept.Count > count)
                    kept.Dequeue();
            }
        }

        return [.. kept.Select(Parse).OfType<LogLine>()];
    }

    public void Delete()
    {
        _raw.Delete();
        File.Delete(LogPosition.FileOf(RawFile(folder, replica)));
        File.Delete(_file);
        File.Delete(Older);
    }

    private void Append(IEnumerable<string> lines)
    {
        if (File.Exists(_file) && new FileInfo(_file).Length > LargestFile)
            File.Move(_file, Older, overwrite: true);
        File.AppendAllLines(_file, lines);
    }

    private LogLine? Parse(string line) =>
        line.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space
        && DateTimeOffset.TryParse(line.AsSpan(0, space), CultureInfo.InvariantCulture, out var at)
            ? new LogLine
            {
                At = at,
                Replica = replica,
                Text = line[(space + 1)..],
            }
            : null;
}
