using Microsoft.Playwright;
using Slipway.Deployment.Fleet;
using Slipway.EndToEnd.Tests.Browser;

namespace Slipway.Gateway.Tests.Console.Browser;

[Collection(nameof(ConsoleGroup))]
public sealed class LogTests(ChromiumBrowser browser)
{
    [Fact]
    public async Task Logs_OfAService_FollowAndAreFiltered()
    {
        await using var site = await ConsoleSite.StartAsync();
        site.Fleet.Logs.Add(Line("ner-3-1", "first line"));
        site.Fleet.Logs.Add(Line("ner-4-1", "an <em>odd</em> line"));
        await using var visit = await site.VisitAsync(browser, "services/ner/logs");
        var lines = visit.Page.GetByRole(AriaRole.Log);
        await Expect(lines).ToContainTextAsync("an <em>odd</em> line");

        site.Fleet.Write(Line("ner-3-1", "written later"));
        await Expect(lines).ToContainTextAsync("written later");

        await visit.Page.GetByLabel("Filter").FillAsync("LATER");
        await Expect(lines.Locator(".log-line")).ToHaveCountAsync(1);
        await visit.Page.GetByLabel("Filter").FillAsync("");
        await visit.Page.GetByLabel("Replica").SelectOptionAsync("ner-4-1");
        await Expect(lines.Locator(".log-line")).ToHaveCountAsync(1);
        await Expect(lines).ToContainTextAsync("odd");
        visit.Problems.Should().BeEmpty();
    }

    [Fact]
    public async Task Logs_NotFollowed_StandStill()
    {
        await using var site = await ConsoleSite.StartAsync();
        site.Fleet.Logs.Add(Line("ner-3-1", "first line"));
        await using var visit = await site.VisitAsync(browser, "services/ner/logs");
        var lines = visit.Page.GetByRole(AriaRole.Log).Locator(".log-line");
        await Expect(lines).ToHaveCountAsync(1);

        await visit.Page.GetByLabel("Follow").UncheckAsync();
        site.Fleet.Write(Line("ner-3-1", "unseen"));
        await visit.Page.GetByLabel("Follow").CheckAsync();

        await Expect(lines).ToHaveCountAsync(2);
    }

    private static LogLine Line(string replica, string text) =>
        new()
        {
            At = Fleets.Begin,
            Replica = replica,
            Text = text,
        };

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
