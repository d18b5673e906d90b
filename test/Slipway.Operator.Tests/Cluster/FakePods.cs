using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Slipway.Operator.Tests.Cluster;

/// <summary>
/// What answers at the addresses of model services' pods: one server for all, which has the golden requests that a test gives it.
/// The way to it is the pods' network.
/// </summary>
internal sealed class FakePods : IAsyncDisposable
{
    // The stand-in gives pods that run nowhere addresses of the first, a played node of the second.
    private static readonly string[] Networks = ["127.1.", PlayedNode.Network];

    private readonly WebApplication _app;
    private int _answered;

    private FakePods()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.MapGet("/models/{model}/requests", () => Results.Json(new { requests = Golden.Keys }));
        _app.MapGet(
            "/models/{model}/requests/{name}",
            (string name) => Results.Text(Golden[name].Body, "application/json")
        );
        _app.MapGet(
            "/models/{model}/requests/{name}/expected",
            (string name) => Results.Text(Golden[name].Expected, "application/json")
        );
        _app.MapPost(
            "/models/{model}",
            () =>
            {
                Interlocked.Increment(ref _answered);
                return Results.Text(Answer, "application/json");
            }
        );
    }

    /// <summary>By name; none at first.</summary>
    public Dictionary<string, (string Body, string Expected)> Golden { get; } = [];

    /// <summary>What every request is answered with.</summary>
    public string Answer { get; set; } = "{}";

    public int Answered => Volatile.Read(ref _answered);

    public static async Task<FakePods> StartAsync()
    {
        var pods = new FakePods();
        await pods._app.StartAsync();
        return pods;
    }

    /// <summary>A client in the pods' network.</summary>
    public HttpClient Client() =>
        new(
            new SocketsHttpHandler
            {
                ConnectCallback = async (context, token) =>
                {
                    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                    try
                    {
                        var isPod = Array.Exists(
                            Networks,
                            each => context.DnsEndPoint.Host.StartsWith(each, StringComparison.Ordinal)
                        );
                        var port = isPod ? new Uri(_app.Urls.First()).Port : context.DnsEndPoint.Port;
                        await socket.ConnectAsync(isPod ? "127.0.0.1" : context.DnsEndPoint.Host, port, token);
                        return new NetworkStream(socket, ownsSocket: true);
                    }
                    catch
                    {
                        socket.Dispose();
                        throw;
                    }
                },
            }
        );

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
