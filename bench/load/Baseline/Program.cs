using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Slipway.Benchmarks.Baseline;

// Arguments: --http-port P --grpc-port Q --http-response FILE --grpc-response FILE
// Every POST on the HTTP port is answered with the first file, every call on the gRPC port with the second.
var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { Args = args });
builder.Configuration.AddCommandLine(args);
var options = builder.Configuration;
var grpcPort = options.GetValue<int>("grpc-port");

builder.WebHost.UseKestrelCore();
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Listen(IPAddress.Loopback, options.GetValue<int>("http-port"), l => l.Protocols = HttpProtocols.Http1);
    kestrel.Listen(IPAddress.Loopback, grpcPort, l => l.Protocols = HttpProtocols.Http2);
});

var rest = new PreparedAnswer("application/json", await File.ReadAllBytesAsync(Required("http-response")));
var grpc = new PreparedAnswer("application/grpc", await File.ReadAllBytesAsync(Required("grpc-response")));

var app = builder.Build();
app.Run(context => context.Connection.LocalPort == grpcPort ? grpc.CallAsync(context) : rest.PostAsync(context));
await app.RunAsync();

string Required(string name) => options[name] ?? throw new ArgumentException($"--{name} is missing.");
