namespace Slipway.Serving.Sources;

/// <summary>Says that something happened since the last time that it was waited for. Thread-safe.</summary>
internal sealed class ChangeSignal
{
    private volatile TaskCompletionSource _given = New();

    public void Give() => _given.TrySetResult();

    /// <summary>Forgets what happened so far.</summary>
    public void Reset() => _given = New();

    /// <summary>Whether something happened before the time was over.</summary>
    public async Task<bool> WaitAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = await Task.WhenAny(_given.Task, Task.Delay(limit, time, over.Token));
        await over.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return first == _given.Task;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
