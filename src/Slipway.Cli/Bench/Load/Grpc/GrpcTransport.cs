using System.Net;
using Slipway.Cli.Bench.Requests;

namespace Slipway.Cli.Bench.Load.Grpc;

/// <summary>
/// Unary gRPC calls with a message that is prepared already, over HTTP/2: with prior knowledge in cleartext, by ALPN
/// under TLS. The channels take turns on the connections.
/// </summary>
internal sealed class GrpcTransport : ILoadTransport
{
    private readonly HttpMessageInvoker[] _connections;
    private int _opened;

    /// <summary>Holds the message; nothing is sent yet.</summary>
    /// <param name="request">What is sent; its body is one message without gRPC's prefix.</param>
    /// <param name="connections">TCP connections.</param>
    /// <param name="expectedLength">The bytes of a right answer's message; null where any will do.</param>
    public GrpcTransport(PreparedRequest request, int connections, long? expectedLength)
    {
        Call = new GrpcCall(request);
        ExpectedLength = expectedLength;
        _connections = [.. Enumerable.Range(0, connections).Select(_ => Connect())];
    }

    public GrpcCall Call { get; }

    public long? ExpectedLength { get; }

    public ILoadChannel Open() => new GrpcChannel(this, _connections[_opened++ % _connections.Length]);

    public void Dispose() => Array.ForEach(_connections, connection => connection.Dispose());

    /// <summary>A client whose calls share one connection.</summary>
    public static HttpMessageInvoker Connect() =>
        new(
            new SocketsHttpHandler
            {
                MaxConnectionsPerServer = 1,
                UseProxy = false,
                UseCookies = false,
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.None,
                ActivityHeadersPropagator = null,
            }
        );
}
