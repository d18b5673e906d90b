using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using Slipway.Gateway.Routing;

namespace Slipway.Gateway.Hosting;

/// <summary>
/// Kestrel's sockets, made so that another gateway can succeed this one on the same ports. One that succeeds another listens for
/// requests only when it knows its routes: from that moment on new connections are its own.
/// </summary>
internal sealed class GatewayTransport(
    GatewayArguments arguments,
    TableStore tables,
    // The host's, not new ones: these have Kestrel's memory pool, and with another one it gives out buffers of no length.
    IOptions<SocketTransportOptions> options,
    ILoggerFactory loggers
) : IConnectionListenerFactory
{
    private readonly SocketTransportFactory _sockets = new(options, loggers);

    public async ValueTask<IConnectionListener> BindAsync(
        EndPoint endpoint,
        CancellationToken cancellationToken = default
    )
    {
        if (arguments.TakesOver.Count > 0 && !endpoint.Equals(arguments.Control))
            await HasRoutesAsync(cancellationToken);
        return await _sockets.BindAsync(endpoint, cancellationToken);
    }

    private async Task HasRoutesAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = tables.Changed.Next;
            if (tables.Current.IsTold)
                return;
            await changed.WaitAsync(cancellationToken);
        }
    }
}
