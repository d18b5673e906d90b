using Microsoft.Playwright;
using Slipway.EndToEnd.Tests.Browser;
using Slipway.Errors;

namespace Slipway.Gateway.Tests.Console.Browser;

[Collection(nameof(ConsoleGroup))]
public sealed class OverviewPageTests(ChromiumBrowser browser)
{
    [Fact]
    public async Task Overview_Opened_ShowsServicesAndAsksNoOtherHost()
    {
        await using var site = await ConsoleSite.StartAsync();
        await site.AskAsync("ner", 20);
        await using var visit = await site.VisitAsync(browser);
        var sockets = new List<string>();
        visit.Page.WebSocket += (_, socket) => sockets.Add(socket.Url);
        await visit.Page.ReloadAsync();

        var ner = Row(visit, "ner");
        await Expect(ner.GetByText("ready", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(ner.GetByText("75 %")).ToBeVisibleAsync();
        await Expect(ner.GetByText("canary, step 2 of 3")).ToBeVisibleAsync();
        await Expect(ner.Locator("td[data-label=Rate]")).Not.ToContainTextAsync("0/s");
        await Expect(ner.Locator("td[data-label=p50]")).ToContainTextAsync("ms");
        await Expect(Row(visit, "facts").GetByText("exit code 139")).ToBeVisibleAsync();
        await Expect(Row(visit, "extract")).ToContainTextAsync("facts, ner, topic");
        (await visit.Page.TitleAsync()).Should().Be("newsroom · Slipway");
        var own = site.Gateway.HttpAddress.Replace("http", "ws", StringComparison.Ordinal);
        sockets.Should().NotBeEmpty().And.OnlyContain(socket => socket.StartsWith(own, StringComparison.Ordinal));
        visit.Foreign.Should().BeEmpty();
        visit.Problems.Should().BeEmpty();
    }

    [Fact]
    public async Task Overview_FleetThatChanges_IsShownWithoutReloading()
    {
        await using var site = await ConsoleSite.StartAsync();
        await using var visit = await site.VisitAsync(browser);
        await Expect(Row(visit, "topic").GetByText("ready", new() { Exact = true })).ToBeVisibleAsync();

        site.Change(
            "topic",
            service =>
                service with
                {
                    State = Slipway.Deployment.Fleet.ServiceState.Failed,
                    Why = "topic-1-1: out of memory",
                }
        );

        await Expect(Row(visit, "topic").GetByText("topic-1-1: out of memory")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("1 of 3 services failed")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Overview_SupervisorThatGoesAndComes_IsToldBothTimes()
    {
        await using var site = await ConsoleSite.StartAsync();
        await using var visit = await site.VisitAsync(browser);
        await Expect(Row(visit, "ner")).ToBeVisibleAsync();

        site.Fleet.Refusal = new ServingException(ServingErrorCode.Unavailable, "Nobody answers on its socket.");

        var notice = visit.Page.GetByText("The supervisor is away.");
        await Expect(notice).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("Nobody answers on its socket.")).ToBeVisibleAsync();
        await Expect(Row(visit, "ner")).ToContainTextAsync("75 %");
        site.Fleet.Refusal = null;
        await Expect(notice).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Overview_GatewayAlone_ShowsWhatItKnowsAndNoOrders()
    {
        await using var site = await ConsoleSite.StartAsync(alone: true);
        await using var visit = await site.VisitAsync(browser);

        await Expect(visit.Page.GetByText("This gateway stands alone")).ToBeVisibleAsync();
        await Row(visit, "ner").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Revision 4" })).ToBeVisibleAsync();
        (await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Restart" }).CountAsync()).Should().Be(0);
        visit.Problems.Should().BeEmpty();
    }

    private static ILocator Row(PageVisit visit, string name) =>
        visit
            .Page.GetByRole(AriaRole.Row)
            .Filter(new() { Has = visit.Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }) })
            .First;

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
