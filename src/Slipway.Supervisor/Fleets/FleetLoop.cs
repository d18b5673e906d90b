using System.Threading.Channels;
using Slipway.Deployment.Fleet;
using Slipway.Errors;

namespace Slipway.Supervisor.Fleets;

/// <summary>
/// The one thread of control over a fleet: orders run on it one after the other, and after each, and a few times a second, the
/// fleet takes a step towards what it should be. So nothing of it needs a lock.
/// </summary>
internal sealed class FleetLoop(TimeProvider time, ILogger<FleetLoop> log)
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    private readonly Channel<Func<Task>> _orders = Channel.CreateUnbounded<Func<Task>>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <summary>Has a step be taken at once.</summary>
    public void Wake() => _wakes.Writer.TryWrite(true);

    /// <summary>Runs an order and gives what it gives.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> order, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var isTaken = _orders.Writer.TryWrite(async () =>
        {
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                done.TrySetResult(await order());
            }
            catch (Exception e)
            {
                done.TrySetException(e);
            }
        });
        if (!isTaken)
        {
            throw new ServingException(ServingErrorCode.Unavailable, "The supervisor is ending; give the order again.")
            {
                Reason = FleetClient.IsEnding,
            };
        }

        Wake();
        return await done.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc cref="RunAsync{T}(Func{Task{T}}, CancellationToken)"/>
    public Task<T> RunAsync<T>(Func<T> order, CancellationToken cancellationToken) =>
        RunAsync(() => Task.FromResult(order()), cancellationToken);

    /// <summary>Runs until it is cancelled.</summary>
    /// <param name="step">A step; what it throws is logged, and it is tried again.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Action step, CancellationToken cancellationToken)
    {
        await using var timer = time.CreateTimer(_ => Wake(), null, Beat, Beat);
        try
        {
            while (await _wakes.Reader.WaitToReadAsync(cancellationToken))
            {
                _wakes.Reader.TryRead(out _);
                while (_orders.Reader.TryRead(out var order))
                {
                    await order();
                }

                try
                {
                    step();
                }
                catch (Exception e)
                {
                    log.WillRetry(e, "A step of the fleet");
                }
            }
        }
        finally
        {
            _orders.Writer.TryComplete();
            while (_orders.Reader.TryRead(out var order))
            {
                await order();
            }
        }
    }
}
