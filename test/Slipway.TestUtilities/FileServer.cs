using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Slipway.TestUtilities;

/// <summary>A web server of files on a free loopback port, which can be told to misbehave.</summary>
public sealed class FileServer : IAsyncDisposable
{
    private const int Piece = 16 << 10;

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, ServedFile> _files = new();

    private FileServer(WebApplication app)
    {
        _app = app;
    }

    public string Url => _app.Urls.Single();

    /// <summary>Every request so far, in the order of their arrival.</summary>
    public ConcurrentQueue<FileRequest> Requests { get; } = new();

    /// <summary>Answers given instead of the file, one a request.</summary>
    public ConcurrentQueue<int> Statuses { get; } = new();

    /// <summary>Offsets in the file at which connections are broken, one a GET.</summary>
    public ConcurrentQueue<long> BreakAt { get; } = new();

    public bool IgnoresRange { get; set; }

    public bool RefusesHead { get; set; }

    /// <summary>Runs before every piece of a body; its argument is the offset in the file.</summary>
    public Func<long, Task> BeforePiece { get; set; } = _ => Task.CompletedTask;

    /// <summary>Runs before every answer.</summary>
    public Action<HttpContext> BeforeAnswer { get; set; } = _ => { };

    public static async Task<FileServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new FileServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>Serves the content from now on, and gives the file's address.</summary>
    public string Add(string path, byte[] content, string? etag = null)
    {
        _files["/" + path] = new ServedFile(content, etag ?? Convert.ToHexString(SHA256.HashData(content))[..16]);
        return $"{Url}/{path}";
    }

    public void Remove(string path) => _files.TryRemove("/" + path, out _);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        Requests.Enqueue(
            new FileRequest(
                request.Method,
                request.Path,
                request.Headers.Range.ToString(),
                request.Headers.IfMatch.ToString(),
                request.Headers.Authorization.ToString()
            )
        );
        BeforeAnswer(context);
        if (context.Response.StatusCode != 200)
            return;
        if (Statuses.TryDequeue(out var status))
        {
            context.Response.StatusCode = status;
        }
        else if (!_files.TryGetValue(request.Path, out var file))
        {
            context.Response.StatusCode = 404;
        }
        else if (HttpMethods.IsHead(request.Method) && RefusesHead)
        {
            context.Response.StatusCode = 405;
        }
        else
        {
            await AnswerAsync(context, file);
        }
    }

    private async Task AnswerAsync(HttpContext context, ServedFile file)
    {
        var (request, response) = (context.Request, context.Response);
        var tag = file.ETag.Length == 0 ? null : $"\"{file.ETag}\"";
        if (request.Headers.IfMatch.ToString() is { Length: > 0 } wanted && tag is not null && wanted != tag)
        {
            response.StatusCode = 412;
            return;
        }

        if (tag is not null)
            response.Headers.ETag = tag;
        var (from, to) = (0L, file.Content.LongLength - 1);
        if (!IgnoresRange && RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var range))
        {
            from = range.Ranges.Single().From!.Value;
            to = Math.Min(to, range.Ranges.Single().To ?? to);
            response.StatusCode = 206;
            response.Headers.ContentRange = string.Create(
                CultureInfo.InvariantCulture,
                $"bytes {from}-{to}/{file.Content.Length}"
            );
        }

        response.ContentLength = to + 1 - from;
        if (HttpMethods.IsHead(request.Method))
            return;
        var breakAt = BreakAt.TryDequeue(out var given) ? given : long.MaxValue;
        for (var offset = from; offset <= to; )
        {
            await BeforePiece(offset);
            if (offset >= breakAt)
            {
                await response.Body.FlushAsync();
                context.Features.Get<IHttpRequestLifetimeFeature>()!.Abort();
                return;
            }

            var end = Math.Min(Math.Min(offset + Piece, to + 1), breakAt);
            await response.Body.WriteAsync(
                file.Content.AsMemory((int)offset, (int)(end - offset)),
                context.RequestAborted
            );
            await response.Body.FlushAsync(context.RequestAborted);
            offset = end;
        }
    }

    private sealed record ServedFile(byte[] Content, string ETag);
}

/// <summary>A request as it arrived.</summary>
public sealed record FileRequest(string Method, string Path, string Range, string IfMatch, string Authorization);
