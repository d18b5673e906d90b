using Slipway.Deployment.Fleet;
using Slipway.Errors;

namespace Slipway.Gateway.Console.Logs;

/// <summary>The last lines that replicas wrote, as they come. One for each view of logs.</summary>
/// <param name="fleet">Who has them.</param>
/// <param name="services">Whose; empty: all.</param>
/// <param name="time">The clock.</param>
internal sealed class LogBook(IFleet fleet, IReadOnlyList<string> services, TimeProvider time)
{
    /// <summary>Lines that are kept.</summary>
    public const int Most = 2000;

    // Of each replica, at the beginning.
    private const int Last = 200;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Queue<BookedLine> _lines = new();
    private long _number;

    /// <summary>Why there are no more for the moment; null where they come.</summary>
    public string? Problem { get; private set; }

    /// <summary>Rises with each change.</summary>
    public long Changes { get; private set; }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<BookedLine> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Reads until it is cancelled; a supervisor that goes is asked again.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ReadAsync(cancellationToken);
                Fail("The supervisor ended the lines; it is asked again.");
            }
            catch (ServingException e)
            {
                Fail(e.Message);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Fail($"The supervisor's lines cannot be read: {e.Message}");
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        // After a break they come from the beginning again.
        var isFirst = true;
        await foreach (var line in fleet.GetLogsAsync(services, Last, follow: true, cancellationToken))
        {
            lock (_lock)
            {
                if (isFirst)
                    _lines.Clear();
                isFirst = false;
                Problem = null;
                _lines.Enqueue(new BookedLine(++_number, line));
                if (_lines.Count > Most)
                    _lines.Dequeue();
                Changes++;
            }
        }
    }

    private void Fail(string problem)
    {
        lock (_lock)
        {
            Problem = problem;
            Changes++;
        }
    }
}

/// <summary>A line with its number, by which it is known again.</summary>
internal sealed record BookedLine(long Number, LogLine Line);
