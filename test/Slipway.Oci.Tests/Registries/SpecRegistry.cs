using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Slipway.Oci.Content;

namespace Slipway.Oci.Tests.Registries;

/// <summary>
/// What the distribution specification says of uploads and tokens, in memory, for what Debian's registry does not do: it
/// goes on with an upload that was cut, hands tokens out, lists referrers, and fails when it is told to.
/// </summary>
internal sealed class SpecRegistry : IAsyncDisposable
{
    public const string RefreshToken = "the refresh token";
    private const string Token = "the token";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Upload> _uploads = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte[]> _blobs = new(StringComparer.Ordinal);
    private int _failures;

    private SpecRegistry(WebApplication app) => _app = app;

    public int Port => new Uri(_app.Urls.Single()).Port;

    public string Host => $"127.0.0.1:{Port}";

    /// <summary>Whether requests need a token.</summary>
    public bool WantsTokens { get; set; }

    /// <summary>The next so many requests are answered by 503.</summary>
    public int Failures
    {
        get => Volatile.Read(ref _failures);
        set => Volatile.Write(ref _failures, value);
    }

    /// <summary>Uploads that were begun.</summary>
    public int Uploads => _uploads.Count;

    /// <summary>What the token service was asked for: the method, the scopes, who asked.</summary>
    public ConcurrentQueue<string> TokenRequests { get; } = new();

    public IReadOnlyDictionary<string, byte[]> Blobs => _blobs;

    public SpecManifests Manifests { get; } = new();

    public static async Task<SpecRegistry> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, o => o.Protocols = HttpProtocols.Http1)
        );
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        var registry = new SpecRegistry(app);
        app.Run(registry.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return registry;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var path = request.Path.Value!;
        if (path == "/token")
        {
            await GiveTokenAsync(context);
            return;
        }

        if (WantsTokens && request.Headers.Authorization != $"Bearer {Token}")
        {
            response.StatusCode = StatusCodes.Status401Unauthorized;
            response.Headers.WWWAuthenticate =
                $"Bearer realm=\"http://{Host}/token\",service=\"tests, and more\",scope=\"repository:iris:pull\"";
            return;
        }

        if (Interlocked.Decrement(ref _failures) >= 0)
        {
            response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            response.Headers.RetryAfter = "0";
            return;
        }

        Interlocked.Exchange(ref _failures, 0);
        var last = path[(path.LastIndexOf('/') + 1)..];
        if (path.Contains("/manifests/", StringComparison.Ordinal))
        {
            await Manifests.AnswerAsync(context, last);
            return;
        }

        if (path.Contains("/referrers/", StringComparison.Ordinal))
        {
            await Manifests.ListAsync(context, last);
            return;
        }

        var isUpload = path.Contains("/uploads/", StringComparison.Ordinal);
        await (
            (request.Method, isUpload) switch
            {
                ("POST", true) => StartAsync(context),
                ("GET", true) => StateAsync(context, last),
                ("PATCH", true) => TakeAsync(context, last),
                ("PUT", true) => EndAsync(context, last),
                ("GET" or "HEAD", false) => GiveAsync(context, last),
                _ => StatusAsync(context, StatusCodes.Status405MethodNotAllowed),
            }
        );
    }

    private static Task StatusAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private async Task GiveTokenAsync(HttpContext context)
    {
        var request = context.Request;
        var form = request.HasFormContentType ? await request.ReadFormAsync(context.RequestAborted) : null;
        var scopes = form?["scope"] ?? request.Query["scope"];
        var who =
            form is not null ? form["refresh_token"].ToString()
            : request.Headers.Authorization is [{ } basic]
                ? Encoding.UTF8.GetString(Convert.FromBase64String(basic["Basic ".Length..]))
            : "nobody";
        TokenRequests.Enqueue($"{request.Method} {string.Join(' ', scopes!)} {who}");
        if (who is "slip:wrong")
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        await context.Response.WriteAsync(
            form is null ? $$"""{"token": "{{Token}}", "expires_in": 300}""" : $$"""{"access_token": "{{Token}}"}""",
            context.RequestAborted
        );
    }

    private Task StartAsync(HttpContext context)
    {
        var session = Guid.NewGuid().ToString("N");
        _uploads[session] = new Upload();
        return AcceptedAsync(context, session, StatusCodes.Status202Accepted);
    }

    // What is still being taken of a part that was cut counts: its end is waited for.
    private async Task StateAsync(HttpContext context, string session)
    {
        var upload = _uploads[session];
        await upload.Taking.WaitAsync(context.RequestAborted);
        upload.Taking.Release();
        await AcceptedAsync(context, session, StatusCodes.Status204NoContent);
    }

    private Task AcceptedAsync(HttpContext context, string session, int status)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = $"/v2/iris/blobs/uploads/{session}";
        context.Response.Headers["Range"] = $"0-{Math.Max(0, _uploads[session].Content.Length - 1)}";
        return Task.CompletedTask;
    }

    private async Task TakeAsync(HttpContext context, string session)
    {
        var upload = _uploads[session];
        var from = long.Parse(
            context.Request.Headers.ContentRange.ToString().Split('-')[0],
            System.Globalization.CultureInfo.InvariantCulture
        );
        await upload.Taking.WaitAsync(CancellationToken.None);
        try
        {
            if (from != upload.Content.Length)
            {
                context.Response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                return;
            }

            // What came before a cut stays.
            await context.Request.Body.CopyToAsync(upload.Content, context.RequestAborted);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return;
        }
        finally
        {
            upload.Taking.Release();
        }

        await AcceptedAsync(context, session, StatusCodes.Status202Accepted);
    }

    private async Task EndAsync(HttpContext context, string session)
    {
        var upload = _uploads[session];
        await context.Request.Body.CopyToAsync(upload.Content, context.RequestAborted);
        var blob = upload.Content.ToArray();
        var isRight = context.Request.Query["digest"] == Digest.Of(blob).ToString();
        if (isRight)
            _blobs[Digest.Of(blob).ToString()] = blob;
        context.Response.StatusCode = isRight ? StatusCodes.Status201Created : StatusCodes.Status400BadRequest;
    }

    private Task GiveAsync(HttpContext context, string digest) =>
        _blobs.TryGetValue(digest, out var blob)
            ? Results.Bytes(blob, enableRangeProcessing: true).ExecuteAsync(context)
            : StatusAsync(context, StatusCodes.Status404NotFound);

    private sealed class Upload
    {
        public MemoryStream Content { get; } = new();

        /// <summary>Held while a part is taken.</summary>
        public SemaphoreSlim Taking { get; } = new(1);
    }
}
