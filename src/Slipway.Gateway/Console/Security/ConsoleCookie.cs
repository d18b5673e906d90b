using System.Globalization;

namespace Slipway.Gateway.Console.Security;

/// <summary>The cookie of a session. Browsers do not tell ports apart, so its name does.</summary>
internal static class ConsoleCookie
{
    public static string? Read(HttpRequest request) => request.Cookies[Name(request)];

    public static void Write(HttpContext context, string secret) =>
        context.Response.Cookies.Append(Name(context.Request), secret, Options(context.Request));

    public static void Delete(HttpContext context) =>
        context.Response.Cookies.Delete(Name(context.Request), Options(context.Request));

    private static string Name(HttpRequest request) =>
        string.Create(CultureInfo.InvariantCulture, $"slipway-console-{request.Host.Port ?? 0}");

    // Gone with the browser; not read by scripts, not sent from other sites.
    private static CookieOptions Options(HttpRequest request) =>
        new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = request.IsHttps,
            Path = ConsoleEndpoints.Base,
            IsEssential = true,
        };
}
