using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Slipway.Cli.Tests.Fakes;

/// <summary>
/// A server on loopback whose one model, <c>length</c>, answers JSON lines: <c>{"text": "abc", "times": 2}</c> by
/// <c>{"length": 6, "words": ["abc"]}</c>. A text that is <c>bad</c> is refused.
/// </summary>
internal sealed class LengthServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LengthServer(WebApplication app)
    {
        _app = app;
        Address = app.Urls.Single();
    }

    public string Address { get; }

    public long Version { get; set; } = 3;

    /// <summary>Requests that are answered before the others are refused as a whole.</summary>
    public int Healthy { get; set; } = int.MaxValue;

    /// <summary>The texts of each request, as they came.</summary>
    public ConcurrentQueue<string[]> Asked { get; } = new();

    public static async Task<LengthServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        LengthServer? server = null;
        app.MapGet("/v1/models", () => Results.Text("""{"models":["length"]}"""));
        app.MapGet("/models/length", () => Results.Text(server!.Description));
        app.MapPost("/models/length/versions/{version}", context => server!.AnswerAsync(context));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server = new LengthServer(app);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private string Description =>
        $$"""
            {"model": "length", "version": {{Version}}, "task": "length", "summary": "Measures a text.",
            "request_schema": {"type": "object", "required": ["text"], "properties": {
            "text": {"type": "string"}, "times": {"type": ["integer", "null"]}, "loud": {"type": "boolean"} } },
            "response_schema": {}, "example": {}, "media_types": [], "labels": []}
            """;

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var lines = (await reader.ReadToEndAsync(context.RequestAborted)).Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries
        );
        var items = lines.Select(line => JsonElement.Parse(line)).ToArray();
        lock (this)
        {
            if (Healthy-- <= 0)
            {
                context.Response.StatusCode = 500;
            }
            else
            {
                Asked.Enqueue([.. items.Select(item => item.GetProperty("text").GetString()!)]);
            }
        }

        var answer =
            context.Response.StatusCode == 500
                ? """{"error": "The engine is gone."}"""
                : string.Concat(items.Select(item => Answer(item) + "\n"));
        await context.Response.WriteAsync(answer, context.RequestAborted);
    }

    private static string Answer(JsonElement item)
    {
        var text = item.GetProperty("text").GetString()!;
        if (text == "bad")
            return """{"error": "'text' is bad."}""";
        var times = item.TryGetProperty("times", out var number) ? number.GetInt32() : 1;
        return $$"""{"length": {{text.Length * times}}, "words": [{{item.GetProperty("text").GetRawText()}}]}""";
    }
}
