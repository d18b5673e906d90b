using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Slipway.AspNetCore.Hosting;

/// <summary>
/// Kestrel's own sockets with one thing added: between closing a listener and closing its connections there is a
/// short grace. Kestrel alone does both at once, and a connection that was accepted a moment before, its request
/// still unread, would be reset.
/// </summary>
internal sealed class DrainingListenerFactory(
    IOptions<SocketTransportOptions> options,
    ILoggerFactory loggers,
    ConnectionCounter connections,
    TimeProvider time
) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly SocketTransportFactory _sockets = new(options, loggers);

    public bool CanBind(EndPoint endpoint) => _sockets.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(
        EndPoint endpoint,
        CancellationToken cancellationToken = default
    )
    {
        var listener = await _sockets.BindAsync(endpoint, cancellationToken);
        return new DrainingListener(listener, connections, time);
    }
}
