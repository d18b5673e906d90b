namespace Slipway.Supervisor.Gateways;

/// <summary>
/// A gateway that another has taken over from, until it has ended:
/// <code>
/// 1  its connections end with their next answer         Succeed
/// 2  what waits for a replica gets one, or gives up     HasWaiting
/// 3  it answers what it has, and ends                   Terminate
/// </code>
/// Meanwhile it is told every change of the routes. Moved by the fleet's loop alone.
/// </summary>
/// <param name="gateway">It.</param>
/// <param name="time">What time it is.</param>
/// <param name="stay">How long it listens on at least: connections that were about to come to it do, and clients learn of the other.</param>
internal sealed class LeavingGateway(GatewayProcess gateway, TimeProvider time, TimeSpan stay) : IDisposable
{
    // As long as it answers on when it has been told to end.
    private static readonly TimeSpan LongestStay = TimeSpan.FromSeconds(60);

    private readonly DateTimeOffset _began = time.GetUtcNow();
    private Task? _told;
    private Task<bool>? _waiting;

    public GatewayProcess Gateway => gateway;

    /// <summary>It may take requests yet, and needs routes for them.</summary>
    public bool Routes { get; private set; } = true;

    public bool IsGone => gateway.Replica.IsGone;

    public void Tick()
    {
        gateway.Replica.BeginStop();
        gateway.Replica.Tick();
        if (Routes && MayEnd(time.GetUtcNow() - _began))
            Terminate();
    }

    /// <summary>Has it end now.</summary>
    public void Terminate()
    {
        Routes = false;
        gateway.Replica.Terminate();
    }

    public void Dispose()
    {
        gateway.Forget();
        gateway.Dispose();
    }

    private bool MayEnd(TimeSpan stayed)
    {
        _told ??= Try(gateway.Client.SucceedAsync);
        if (!gateway.Runs || stayed > LongestStay)
            return true;
        if (stayed < stay)
            return false;
        _waiting ??= TryWaiting();
        if (!_waiting.IsCompleted)
            return false;
        var waits = _waiting.Result;
        _waiting = null;
        return !waits;
    }

    private static async Task Try(Func<CancellationToken, Task> order)
    {
        try
        {
            await order(CancellationToken.None);
        }
        catch (Exception e) when (IsOfGateway(e))
        {
            // It ends all the same, with its connections closed at once.
        }
    }

    private async Task<bool> TryWaiting()
    {
        try
        {
            return await gateway.Client.HasWaitingAsync(CancellationToken.None);
        }
        catch (Exception e) when (IsOfGateway(e))
        {
            return false;
        }
    }

    private static bool IsOfGateway(Exception e) =>
        e is HttpRequestException or IOException or OperationCanceledException or System.Text.Json.JsonException;
}
