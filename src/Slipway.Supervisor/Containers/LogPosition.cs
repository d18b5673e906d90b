using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Win32.SafeHandles;
using Slipway.Containers.Logs;

namespace Slipway.Supervisor.Containers;

/// <summary>
/// How far the outputs of a container were taken up: for each of the two, the time of its last line and how many of that time there
/// were, since engines tell times by the second, some of them. What an engine gives again after a restart is told apart by that.
/// Used by one thread at a time.
/// </summary>
internal sealed class LogPosition : IDisposable
{
    // One write, always as long: a supervisor that is killed leaves the one before or this one, never half of it.
    private const int Size = 512;

    private readonly SafeFileHandle _file;
    private readonly string _container;
    private readonly Dictionary<LogStream, StreamPosition> _taken = [];
    private readonly Dictionary<LogStream, (StreamPosition Until, int Seen)> _again = [];

    /// <param name="file">Where it is kept, beside the log.</param>
    /// <param name="container">What another container has left there does not count.</param>
    public LogPosition(string file, string container)
    {
        _container = container;
        _file = File.OpenHandle(
            file,
            FileMode.OpenOrCreate,
            FileAccess.ReadWrite,
            FileShare.ReadWrite | FileShare.Delete
        );
        if (Read(_file) is not { } kept || kept.Container != container)
            return;
        if (kept.Output is { } output)
            _taken[LogStream.Output] = output;
        if (kept.Errors is { } errors)
            _taken[LogStream.Errors] = errors;
    }

    /// <summary>Beside the file that a replica's outputs go to.</summary>
    public static string FileOf(string logFile) => logFile + ".taken";

    /// <summary>Entries are given anew, from about the result on; null: all of them.</summary>
    public DateTimeOffset? Begin()
    {
        _again.Clear();
        foreach (var (stream, position) in _taken)
        {
            _again[stream] = (position, 0);
        }

        // Of a stream that has had nothing yet, everything is new.
        return _taken.Count == 2 ? _taken.Values.Min(position => position.At) : null;
    }

    /// <summary>Whether an entry was not taken up yet.</summary>
    public bool IsNew(LogEntry entry)
    {
        if (!_again.TryGetValue(entry.Stream, out var again))
            return true;
        if (entry.At < again.Until.At)
            return false;
        if (entry.At == again.Until.At && again.Seen < again.Until.Count)
        {
            _again[entry.Stream] = (again.Until, again.Seen + 1);
            return false;
        }

        _again.Remove(entry.Stream);
        return true;
    }

    /// <summary>A new entry was taken up.</summary>
    public void Take(LogEntry entry)
    {
        _taken[entry.Stream] =
            _taken.TryGetValue(entry.Stream, out var last) && last.At == entry.At
                ? last with
                {
                    Count = last.Count + 1,
                }
                : new StreamPosition(entry.At, 1);
        Save();
    }

    public void Dispose() => _file.Dispose();

    private void Save()
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(
            new KeptPosition(
                _container,
                _taken.GetValueOrDefault(LogStream.Output),
                _taken.GetValueOrDefault(LogStream.Errors)
            ),
            LogPositionJson.Default.KeptPosition
        );
        Span<byte> padded = stackalloc byte[Size];
        padded.Fill((byte)' ');
        text.CopyTo(padded);
        RandomAccess.Write(_file, padded, 0);
    }

    private static KeptPosition? Read(SafeFileHandle file)
    {
        Span<byte> text = stackalloc byte[Size];
        if (RandomAccess.Read(file, text, 0) < Size)
            return null;
        try
        {
            return JsonSerializer.Deserialize(text, LogPositionJson.Default.KeptPosition);
        }
        catch (JsonException)
        {
            // Not of this form: lines are told twice rather than not at all.
            return null;
        }
    }
}

/// <param name="At">Of the last line.</param>
/// <param name="Count">Lines of that time.</param>
internal sealed record StreamPosition(DateTimeOffset At, int Count);

internal sealed record KeptPosition(string Container, StreamPosition? Output, StreamPosition? Errors);

[JsonSerializable(typeof(KeptPosition))]
internal sealed partial class LogPositionJson : JsonSerializerContext;
