using System.Text;
using Microsoft.Extensions.Logging;

namespace Slipway.Runtimes.Python.Workers;

/// <summary>
/// Hands the lines of a worker's stream to the log: cut where they are long, and counted instead where they are many. The
/// last ones are kept, for the message in which a worker's end is told.
/// </summary>
internal sealed class OutputReader(StreamReader stream, ILogger log, string model, bool isError, TimeProvider time)
{
    /// <summary>What a line has of characters at most.</summary>
    public const int MostCharacters = 2000;

    /// <summary>Lines of one second that are logged.</summary>
    public const int MostLines = 100;

    private const int Kept = 20;

    private readonly Queue<string> _last = new();
    private readonly StringBuilder _line = new();

    private long _second;
    private int _lines;

    /// <summary>The last lines, oldest first.</summary>
    public IReadOnlyList<string> Last
    {
        get
        {
            lock (_last)
            {
                return [.. _last];
            }
        }
    }

    /// <summary>Reads to the end of the stream.</summary>
    public async Task RunAsync()
    {
        var buffer = new char[4096];
        try
        {
            while (await stream.ReadAsync(buffer).ConfigureAwait(false) is > 0 and var read)
            {
                foreach (var character in buffer.AsSpan(0, read))
                {
                    if (character == '\n')
                        End();
                    else if (_line.Length < MostCharacters && character != '\r')
                        _line.Append(character);
                }
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The stream has gone with the process.
        }

        End();
        Settle();
    }

    private void End()
    {
        if (_line.Length == 0)
            return;
        var line = _line.ToString();
        _line.Clear();
        lock (_last)
        {
            _last.Enqueue(line);
            if (_last.Count > Kept)
                _last.Dequeue();
        }

        var second = time.GetTimestamp() / time.TimestampFrequency;
        if (second != _second)
        {
            Settle();
            _second = second;
        }

        if (++_lines > MostLines)
            return;
        if (isError)
            log.ErrorOutput(model, line);
        else
            log.Output(model, line);
    }

    private void Settle()
    {
        if (_lines > MostLines)
            log.LeftOut(model, _lines - MostLines);
        _lines = 0;
    }
}
