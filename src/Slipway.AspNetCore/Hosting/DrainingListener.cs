using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Slipway.AspNetCore.Hosting;

/// <summary>
/// A listener whose <see cref="UnbindAsync"/> returns when the connections that came during the drain have closed, or
/// after a short grace. Those that are older are idle or in the middle of a request, which Kestrel waits for itself.
/// </summary>
internal sealed class DrainingListener(IConnectionListener inner, ConnectionCounter connections, TimeProvider time)
    : IConnectionListener
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    public EndPoint EndPoint => inner.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        var connection = await inner.AcceptAsync(cancellationToken);
        if (connection is null)
            return null;
        connections.Opened(connection.ConnectionClosed);
        return connection;
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await inner.UnbindAsync(cancellationToken);
        var started = time.GetTimestamp();
        while (
            connections.OpenSinceDrain > 0
            && time.GetElapsedTime(started) < Grace
            && !cancellationToken.IsCancellationRequested
        )
        {
            await Task.Delay(Poll, time, CancellationToken.None);
        }
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
