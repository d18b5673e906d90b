using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Slipway.Cli.Tests.Fakes;

/// <summary>A REST server on loopback with one model, <c>iris</c>, whose answer is always the same.</summary>
internal sealed class CannedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _inferences;

    private CannedServer(WebApplication app)
    {
        _app = app;
        Address = app.Urls.Single();
    }

    public string Address { get; }

    public List<string> Models { get; } = ["iris"];

    /// <summary>Status and body of the answer to an inference.</summary>
    public (int Status, string Body) Answer { get; set; } =
        (
            200,
            """
            {"model_name":"iris","model_version":"1","outputs":[
            {"name":"species","datatype":"BYTES","shape":[1],"data":["virginica"]},
            {"name":"probabilities","datatype":"FP32","shape":[1,3],"data":[0.01,0.04,0.95]}]}
            """
        );

    /// <summary>What is answered to the nth inference, from 0, instead of <see cref="Answer"/>.</summary>
    public Func<int, (int Status, string Body)>? AnswerOf { get; set; }

    public ConcurrentQueue<string> Paths { get; } = new();

    /// <summary>The headers of the last inference.</summary>
    public IHeaderDictionary? Headers { get; private set; }

    public static async Task<CannedServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        CannedServer? server = null;
        app.MapGet("/v2", () => Results.Text("""{"name":"canned","version":"9","extensions":[]}"""));
        app.MapGet(
            "/v1/models",
            () => Results.Text($$"""{"models":[{{string.Join(',', server!.Models.Select(m => $"\"{m}\""))}}]}""")
        );
        app.MapGet("/v2/models/{name}", (string name) => Results.Text(Metadata(name)));
        app.MapGet("/v2/models/{name}/versions/{version}", (string name) => Results.Text(Metadata(name)));
        app.MapPost(
            "/v2/models/{**path}",
            async (HttpContext context) =>
            {
                server!.Paths.Enqueue(context.Request.Path);
                server.Headers = new HeaderDictionary(context.Request.Headers.ToDictionary());
                await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
                var answer =
                    server.AnswerOf?.Invoke(Interlocked.Increment(ref server._inferences) - 1) ?? server.Answer;
                context.Response.StatusCode = answer.Status;
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync(answer.Body, context.RequestAborted);
            }
        );
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server = new CannedServer(app);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static string Metadata(string name) =>
        $$"""
            {"name":"{{name}}","versions":["1"],"platform":"onnxruntime_onnx",
            "inputs":[{"name":"measurements","datatype":"FP32","shape":[-1,4]}],
            "outputs":[{"name":"species","datatype":"BYTES","shape":[-1]},
            {"name":"probabilities","datatype":"FP32","shape":[-1,3]}]}
            """;
}
