using Microsoft.AspNetCore.Http;

namespace Slipway.AspNetCore.Pages;

/// <summary>What a browser is told about the pages: nothing from elsewhere, no framing, no guessing of types.</summary>
internal static class SecurityHeaders
{
    /// <summary>For pages of our own: scripts and styles come from files of this server alone.</summary>
    public const string Own =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>
    /// For the API reference, whose script makes style elements. The one inline script carries
    /// <paramref name="nonce"/>, fresh for each response.
    /// </summary>
    public static string ForScalar(string nonce) =>
        $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void Set(HttpResponse response, string contentSecurityPolicy)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = contentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }
}
