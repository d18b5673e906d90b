using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Slipway.Client.Tests.Fakes;

/// <summary>
/// A real server of the protocol on loopback, with one model, <c>echo</c>, that returns its inputs. A test may answer
/// in its stead.
/// </summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EchoServer(WebApplication app, EchoModel model)
    {
        _app = app;
        Model = model;
        var addresses = app.Urls.Select(url => new Uri(url)).ToList();
        Rest = addresses[0];
        Grpc = new Uri($"grpc://127.0.0.1:{addresses[1].Port}");
    }

    public Uri Rest { get; }

    public Uri Grpc { get; }

    public EchoModel Model { get; }

    public Uri Address(string transport) => transport == "grpc" ? Grpc : Rest;

    public static async Task<EchoServer> StartAsync()
    {
        var model = new EchoModel();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, o => o.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, o => o.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(model);
        var app = builder.Build();
        app.MapGrpcService<EchoGrpcService>();
        app.MapGet("/v2/health/{check}", () => Results.StatusCode(model.Ready ? 200 : 503));
        app.MapGet("/v2/models/{name}/ready", (string name) => Results.StatusCode(name == "echo" ? 200 : 404));
        app.MapGet("/v2", () => Results.Text("""{"name":"echo-server","version":"1.2","extensions":["a","b"]}"""));
        app.MapGet("/v1/models", () => Results.Text("""{"models":["echo"]}"""));
        app.MapGet(
            "/v2/models/{name}",
            (string name) =>
                name == "echo"
                    ? Results.Text(EchoModel.Metadata)
                    : Results.Text($$"""{"error":"There is no model '{{name}}'."}""", statusCode: 404)
        );
        app.MapPost("/v2/models/{name}/infer", (RequestDelegate)model.InferAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new EchoServer(app, model);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
