namespace Slipway.Gateway.Hosting;

/// <summary>Whether the gateway is on its way out. Thread-safe.</summary>
internal sealed class Draining
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool HasBegun => _begun.Task.IsCompleted;

    /// <summary>Completes when it begins.</summary>
    public Task Begun => _begun.Task;

    public void Begin() => _begun.TrySetResult();
}
