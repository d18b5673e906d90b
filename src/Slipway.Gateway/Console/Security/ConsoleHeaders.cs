namespace Slipway.Gateway.Console.Security;

/// <summary>What a browser is told about the console: nothing from elsewhere, no framing, no guessing, nothing kept.</summary>
internal static class ConsoleHeaders
{
    /// <summary>
    /// Scripts are files of this server alone. The components set styles on elements and write the theme's colours into the
    /// page, so styles may be inline; there is no script that is.
    /// </summary>
    public const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public static void Set(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        // With none at all a form of our own would come from the origin 'null'.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
