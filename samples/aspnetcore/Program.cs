using Microsoft.AspNetCore.Server.Kestrel.Core;
using Slipway.AspNetCore;
using Slipway.Runtimes.Onnx;

var builder = WebApplication.CreateBuilder(args);
var models = builder.Configuration["Models"] ?? "../models/iris";

builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.ListenLocalhost(8080, endpoint => endpoint.Protocols = HttpProtocols.Http1);
    kestrel.ListenLocalhost(8081, endpoint => endpoint.Protocols = HttpProtocols.Http2);
});
builder.Services.AddModelServer(server => server.AddRuntime(new OnnxRuntime()).AddModel(models));

var app = builder.Build();
app.MapInference();
app.MapGet("/hello", () => "An endpoint of my own, beside the model's.");
await app.RunAsync();
