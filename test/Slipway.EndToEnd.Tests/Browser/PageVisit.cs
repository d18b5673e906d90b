using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Slipway.EndToEnd.Tests.Browser;

/// <summary>One window, which writes down what leaves the server's origin and what goes wrong in the page.</summary>
public sealed class PageVisit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _foreign = new();
    private readonly ConcurrentQueue<string> _problems = new();

    private PageVisit(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
    }

    public IPage Page { get; }

    /// <summary>Addresses asked for elsewhere than at the server.</summary>
    public IReadOnlyCollection<string> Foreign => _foreign;

    /// <summary>Errors of scripts and refusals of the content security policy.</summary>
    public IReadOnlyCollection<string> Problems => _problems;

    internal static async Task<PageVisit> StartAsync(IBrowser browser, Uri url)
    {
        var context = await browser.NewContextAsync();
        var visit = new PageVisit(context, await context.NewPageAsync());
        var origin = url.GetLeftPart(UriPartial.Authority) + "/";
        context.Request += (_, request) =>
        {
            var inPage =
                request.Url.StartsWith("data:", StringComparison.Ordinal)
                || request.Url.StartsWith("blob:", StringComparison.Ordinal);
            if (!inPage && !request.Url.StartsWith(origin, StringComparison.Ordinal))
                visit._foreign.Enqueue(request.Url);
        };
        visit.Page.PageError += (_, error) => visit._problems.Enqueue(error);
        visit.Page.Console += (_, message) =>
        {
            // An answer with an error status is one of these too, and tests ask for such answers.
            if (
                message.Type == "error"
                && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)
            )
                visit._problems.Enqueue(message.Text);
        };
        await visit.Page.GotoAsync(url.ToString());
        return visit;
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
