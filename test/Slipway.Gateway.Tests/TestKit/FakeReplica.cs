using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Deployment.Routing;

namespace Slipway.Gateway.Tests.TestKit;

/// <summary>A server that answers as a test wants, on real sockets: HTTP/1.1 on one port, HTTP/2 in cleartext on another.</summary>
internal sealed class FakeReplica : IAsyncDisposable
{
    private readonly WebApplication _application;
    private int _requests;

    private FakeReplica(string name, WebApplication application)
    {
        Name = name;
        _application = application;
    }

    public string Name { get; }

    public string Http { get; private set; } = "";

    public string Grpc { get; private set; } = "";

    /// <summary>Those that arrived.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>What a request gets; by default 200 and the replica's name.</summary>
    public RequestDelegate Answer { get; set; } = context => Task.CompletedTask;

    public EndpointRoute Endpoint =>
        new()
        {
            Replica = Name,
            Http = Http,
            Grpc = Grpc,
        };

    public static async Task<FakeReplica> StartAsync(string name, RequestDelegate? answer = null, int port = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.Limits.MaxRequestBodySize = null;
                kestrel.Listen(IPAddress.Loopback, port, listener => listener.Protocols = HttpProtocols.Http1);
                kestrel.Listen(IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http2);
            });
        var application = builder.Build();
        var replica = new FakeReplica(name, application);
        replica.Answer = answer ?? (context => context.Response.WriteAsync(name));
        application.Run(context =>
        {
            Interlocked.Increment(ref replica._requests);
            return replica.Answer(context);
        });
        await application.StartAsync();
        string[] addresses =
        [
            .. application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses,
        ];
        (replica.Http, replica.Grpc) = (addresses[0], addresses[1]);
        return replica;
    }

    /// <summary>Ends in good order: what is in flight is answered.</summary>
    public Task DrainAsync() => _application.StopAsync();

    /// <summary>Ends with what is in flight.</summary>
    public async Task StopAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _application.StopAsync(now.Token);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
