using Microsoft.AspNetCore.Http.Features;
using Slipway.Gateway.Access;

namespace Slipway.Gateway.Console.Security;

/// <summary>Lets browsers in, where the gateway asks for keys, and out again.</summary>
internal sealed class LoginEndpoint(AccessGate gate, ConsoleSessions sessions, ILogger<LoginEndpoint> log)
{
    /// <summary>Set for the pages: whose session it is.</summary>
    public static readonly object SessionItem = new();

    private const string Login = ConsoleEndpoints.Base + "/login";
    private const string Logout = ConsoleEndpoints.Base + "/logout";
    private const long LargestForm = 16 << 10;

    // What the page that asks is made of.
    private static readonly HashSet<string> Free = new(StringComparer.Ordinal)
    {
        ConsoleEndpoints.Base + "/console.css",
        ConsoleEndpoints.Base + "/theme.js",
        ConsoleEndpoints.Base + "/icon.svg",
    };

    /// <param name="context">A request below the console's base.</param>
    /// <param name="next">The console.</param>
    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path.Value!;
        if (gate.IsOpen || Free.Contains(path))
        {
            await next(context);
        }
        else if (path == Login)
        {
            await LoginAsync(context);
        }
        else if (path == Logout && HttpMethods.IsPost(context.Request.Method))
        {
            sessions.Close(ConsoleCookie.Read(context.Request));
            ConsoleCookie.Delete(context);
            SeeOther(context, Login);
        }
        else if (await sessions.FindAsync(ConsoleCookie.Read(context.Request)) is { } session)
        {
            context.Items[SessionItem] = session;
            await next(context);
        }
        else
        {
            Ask(context);
        }
    }

    // A browser that opens a page is shown where to sign in; all else is told that it must be.
    private static void Ask(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) && IsPage(request))
            SeeOther(context, $"{Login}?next={Uri.EscapeDataString(request.Path + request.QueryString)}");
        else
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
    }

    // Fetch Metadata; browsers without it ask for pages by what they accept.
    private static bool IsPage(HttpRequest request) =>
        request.Headers["Sec-Fetch-Mode"].ToString() is { Length: > 0 } mode
            ? mode == "navigate"
            : request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);

    private async Task LoginAsync(HttpContext context)
    {
        var next = Next(context.Request.Query["next"].FirstOrDefault());
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await ShowAsync(context, next, null);
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = LargestForm;
        if (!context.Request.HasFormContentType)
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        IFormCollection form;
        try
        {
            form = await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (Exception e) when (e is BadHttpRequestException or InvalidDataException)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        next = Next(form["next"].FirstOrDefault());
        if (await gate.AdmitAsync(form["key"].ToString().Trim()) is { } admission)
        {
            ConsoleCookie.Write(context, sessions.Open(admission));
            log.SignedIn(admission.Name, context.Connection.RemoteIpAddress);
            SeeOther(context, next);
            return;
        }

        log.KeyRefused(context.Connection.RemoteIpAddress);
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        await ShowAsync(context, next, "This key is not known.");
    }

    private static Task ShowAsync(HttpContext context, string next, string? problem)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(LoginPage.Of(next, problem), context.RequestAborted);
    }

    private static void SeeOther(HttpContext context, string path)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = path;
    }

    // Within the console and nowhere else.
    private static string Next(string? next) =>
        next is { Length: < 500 }
        && next.StartsWith(ConsoleEndpoints.Base + "/", StringComparison.Ordinal)
        && !next.Contains('\\', StringComparison.Ordinal)
        && next.All(letter => letter is > ' ' and < '\x7f')
            ? next
            : ConsoleEndpoints.Base + "/";
}
