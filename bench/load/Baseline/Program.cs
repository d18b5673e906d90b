using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Slipway.Benchmarks.Baseline;

// Arguments: --http-port P --binary-port Q --grpc-port R, and the answers --http-answer, --binary-answer, --grpc-answer.
// Every request on a port gets the bytes of that port's file; for gRPC it holds the message without its prefix.
var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { Args = args });
builder.Configuration.AddCommandLine(args);
var options = builder.Configuration;
var (httpPort, binaryPort, grpcPort) = (Port("http"), Port("binary"), Port("grpc"));

builder.WebHost.UseKestrelCore();
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Listen(IPAddress.Loopback, httpPort, l => l.Protocols = HttpProtocols.Http1);
    kestrel.Listen(IPAddress.Loopback, binaryPort, l => l.Protocols = HttpProtocols.Http1);
    kestrel.Listen(IPAddress.Loopback, grpcPort, l => l.Protocols = HttpProtocols.Http2);
});

var rest = new PreparedAnswer("application/json", await AnswerAsync("http"));
var binary = new PreparedAnswer("application/octet-stream", await AnswerAsync("binary"));
var grpc = new PreparedAnswer("application/grpc", PreparedAnswer.Frame(await AnswerAsync("grpc")));

var app = builder.Build();
app.Run(context =>
{
    var port = context.Connection.LocalPort;
    return port == grpcPort ? grpc.CallAsync(context)
        : port == httpPort ? rest.PostAsync(context)
        : binary.PostAsync(context);
});
await app.RunAsync();

int Port(string name) => options.GetValue<int>($"{name}-port");

Task<byte[]> AnswerAsync(string name) =>
    File.ReadAllBytesAsync(
        options[$"{name}-answer"] ?? throw new ArgumentException($"--{name}-answer is missing.", nameof(name))
    );
