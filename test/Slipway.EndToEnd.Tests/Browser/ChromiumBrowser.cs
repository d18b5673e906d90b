using Microsoft.Playwright;

namespace Slipway.EndToEnd.Tests.Browser;

/// <summary>
/// A headless Chromium, started once for a class of tests. Where there is none the tests are skipped with a reason; in
/// CI they fail. <c>CHROMIUM_PATH</c> names one that is not in a usual place.
/// </summary>
public sealed class ChromiumBrowser : IAsyncLifetime
{
    private static readonly string[] UsualPlaces =
    [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        var path = Environment.GetEnvironmentVariable("CHROMIUM_PATH") ?? UsualPlaces.FirstOrDefault(File.Exists);
        if (path is null)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = path, Args = ["--no-sandbox", "--disable-gpu"] }
        );
    }

    /// <summary>Opens a window of its own on <paramref name="url"/>.</summary>
    public async Task<PageVisit> VisitAsync(string url)
    {
        if (_browser is null)
        {
            const string reason = "No Chromium was found; install one or set CHROMIUM_PATH.";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", reason);
            Assert.Fail(reason);
        }

        return await PageVisit.StartAsync(_browser, new Uri(url));
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
