using System.Net;
using Slipway.Gateway.Recognition;

namespace Slipway.Gateway.Forwarding;

/// <summary>The connections to all replicas: one pool for REST, one for gRPC.</summary>
internal sealed class UpstreamClients : IDisposable
{
    private readonly HttpMessageInvoker _rest = new(Handler());
    private readonly HttpMessageInvoker _grpc = new(Handler());

    public HttpMessageInvoker Of(Surface surface) => surface == Surface.Grpc ? _grpc : _rest;

    public void Dispose()
    {
        _rest.Dispose();
        _grpc.Dispose();
    }

    private static SocketsHttpHandler Handler() =>
        new()
        {
            // Everything goes through as it is.
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            // Traces are told by the transformer, where there are any.
            ActivityHeadersPropagator = null,
            // Replicas are near; one that does not answer is not there, and the request goes elsewhere.
            ConnectTimeout = TimeSpan.FromSeconds(3),
            // Sooner than the replicas (Kestrel: 130 seconds): who closes first does not meet a request on its way.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(20),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            MaxResponseHeadersLength = 64,
        };
}
