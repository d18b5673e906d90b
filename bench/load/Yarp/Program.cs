using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

// Arguments: --http-port P --grpc-port Q, and the replica's addresses --http and --grpc. YARP as its own guide sets it up: a route
// and a cluster for each protocol, nothing else.
var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { Args = args });
builder.Configuration.AddCommandLine(args);
var options = builder.Configuration;
var (httpPort, grpcPort) = (options.GetValue<int>("http-port"), options.GetValue<int>("grpc-port"));

builder.WebHost.UseKestrelCore();
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
    kestrel.Listen(IPAddress.Loopback, httpPort, listener => listener.Protocols = HttpProtocols.Http1);
    kestrel.Listen(IPAddress.Loopback, grpcPort, listener => listener.Protocols = HttpProtocols.Http2);
});
builder.Services.AddRoutingCore();
builder
    .Services.AddReverseProxy()
    .LoadFromMemory(
        [Route("rest", "/v2/{**rest}"), Route("grpc", "/inference.GRPCInferenceService/{**rest}")],
        [Cluster("rest", "http", HttpVersion.Version11), Cluster("grpc", "grpc", HttpVersion.Version20)]
    );

var app = builder.Build();
app.MapReverseProxy();
await app.RunAsync();

static RouteConfig Route(string name, string path) =>
    new()
    {
        RouteId = name,
        ClusterId = name,
        Match = new RouteMatch { Path = path },
    };

ClusterConfig Cluster(string name, string address, Version version) =>
    new()
    {
        ClusterId = name,
        Destinations = new Dictionary<string, DestinationConfig>
        {
            ["replica"] = new()
            {
                Address = options[address] ?? throw new ArgumentException($"--{address} is missing.", nameof(address)),
            },
        },
        HttpRequest = new ForwarderRequestConfig
        {
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        },
    };
