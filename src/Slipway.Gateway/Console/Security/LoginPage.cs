using System.Text.Encodings.Web;

namespace Slipway.Gateway.Console.Security;

/// <summary>Asks for a key. A page by itself, so that nothing of the console is there before.</summary>
internal static class LoginPage
{
    /// <param name="next">Where it goes on.</param>
    /// <param name="problem">Why it is asked again; null the first time.</param>
    public static string Of(string next, string? problem)
    {
        var alert = problem is null ? "" : $"<p class=\"why\" role=\"alert\">{HtmlEncoder.Default.Encode(problem)}</p>";
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
              <meta charset="utf-8" />
              <meta name="viewport" content="width=device-width, initial-scale=1" />
              <meta name="robots" content="noindex" />
              <base href="{ConsoleEndpoints.Base}/" />
              <title>Sign in · Slipway</title>
              <link rel="icon" type="image/svg+xml" href="icon.svg" />
              <link rel="stylesheet" href="console.css" />
              <script src="theme.js"></script>
            </head>
            <body>
              <main class="login">
                <form class="panel" method="post" action="login">
                  <img src="icon.svg" alt="" width="40" height="40" />
                  <h1>Slipway</h1>
                  <label for="key">Key, or token</label>
                  <input id="key" name="key" type="password" autocomplete="current-password" autofocus required />
                  <input type="hidden" name="next" value="{HtmlEncoder.Default.Encode(next)}" />
                  {alert}
                  <button type="submit" class="main-button">Sign in</button>
                  <p class="quiet">One of the keys of gateway.auth.keys_file, or a token of its issuer.</p>
                </form>
              </main>
            </body>
            </html>
            """;
    }
}
