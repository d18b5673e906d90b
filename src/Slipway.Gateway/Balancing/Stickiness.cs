using System.Buffers.Text;
using System.Security.Cryptography;
using Slipway.Deployment.Manifest;

namespace Slipway.Gateway.Balancing;

/// <summary>By what a caller is known again: a header that it sends, or a cookie that the gateway gives it.</summary>
internal static class Stickiness
{
    private const int LongestKey = 1024;
    private const int KeyBytes = 16;

    /// <summary>Null where nothing is known of the caller, and each request is drawn by itself.</summary>
    public static string? Of(IHeaderDictionary headers, StickyConfig sticky)
    {
        if (sticky.Header is not { } header || !headers.TryGetValue(header, out var value))
            return null;
        var key = value.ToString();
        return key.Length is > 0 and <= LongestKey ? key : null;
    }

    /// <summary>The same with the cookie: a caller that has none gets one with its answer.</summary>
    public static string? Of(HttpContext context, StickyConfig sticky)
    {
        if (Of(context.Request.Headers, sticky) is { } key)
            return key;
        if (sticky.Cookie is not { } cookie)
            return null;
        if (context.Request.Cookies[cookie] is { Length: > 0 and <= LongestKey } known)
            return known;
        var fresh = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));
        context.Response.OnStarting(
            static state =>
            {
                var (response, name, value) = ((HttpResponse, string, string))state;
                response.Cookies.Append(name, value, Options(response.HttpContext.Request.IsHttps));
                return Task.CompletedTask;
            },
            (context.Response, cookie, fresh)
        );
        return fresh;
    }

    private static CookieOptions Options(bool isHttps) =>
        new()
        {
            HttpOnly = true,
            Secure = isHttps,
            SameSite = SameSiteMode.Lax,
            IsEssential = true,
        };
}
