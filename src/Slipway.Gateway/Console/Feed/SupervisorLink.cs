using Slipway.Deployment.Fleet;
using Slipway.Errors;

namespace Slipway.Gateway.Console.Feed;

/// <summary>Asks the supervisor, and remembers what it said last. Not thread-safe.</summary>
/// <param name="fleet">Null: the gateway stands alone.</param>
/// <param name="time">The clock.</param>
internal sealed class SupervisorLink(IFleet? fleet, TimeProvider time)
{
    // A supervisor that is asked answers in milliseconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(3);

    private const int MostHistory = 500;

    private Task<Answer>? _asked;
    private long _askedAt;

    public bool Exists => fleet is not null;

    /// <summary>Null: it never spoke.</summary>
    public FleetStatus? Last { get; private set; }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<HistoryEntry> History { get; private set; } = [];

    /// <summary>Why it cannot be asked; null where it can.</summary>
    public string? Problem { get; private set; }

    /// <summary>Asks, unless that is going on; waits for a moment, and no longer.</summary>
    public async Task AskAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        if (fleet is null)
            return;
        if (_asked is null)
        {
            _askedAt = time.GetTimestamp();
            _asked = ReadAsync(fleet);
        }

        if (!_asked.IsCompleted)
            await Task.WhenAny(_asked, Task.Delay(wait, time, cancellationToken));
        if (_asked.IsCompleted)
        {
            Take(await _asked);
            _asked = null;
        }
        else if (time.GetElapsedTime(_askedAt) is var waited && waited > Slow)
        {
            Problem = $"The supervisor has not answered for {waited.TotalSeconds:0} seconds.";
        }
    }

    private void Take(Answer answer)
    {
        Problem = answer.Problem;
        Last = answer.Status ?? Last;
        History = answer.History ?? History;
    }

    // Not ended by who asked first: others may look by then.
    private async Task<Answer> ReadAsync(IFleet supervisor)
    {
        using var clock = new CancellationTokenSource(Patience, time);
        try
        {
            var status = await supervisor.GetStatusAsync(clock.Token);
            var history = await supervisor.GetHistoryAsync(null, MostHistory, clock.Token);
            return new Answer(status, [.. history.Reverse()], null);
        }
        catch (OperationCanceledException)
        {
            return new Answer(null, null, $"The supervisor did not answer within {Patience.TotalSeconds:0} seconds.");
        }
        catch (ServingException e)
        {
            return new Answer(null, null, e.Message);
        }
        catch (Exception e)
        {
            return new Answer(null, null, $"The supervisor's answer cannot be read: {e.Message}");
        }
    }

    private sealed record Answer(FleetStatus? Status, IReadOnlyList<HistoryEntry>? History, string? Problem);
}
