using Microsoft.Playwright;
using Slipway.EndToEnd.Tests.Browser;

namespace Slipway.Gateway.Tests.Console.Browser;

[Collection(nameof(ConsoleGroup))]
public sealed class PipelineGraphTests(ChromiumBrowser browser)
{
    [Fact]
    public async Task Graph_OfAPipeline_HasItsNodesWithTheStatesOfTheirServices()
    {
        await using var site = await ConsoleSite.StartAsync();
        await using var visit = await site.VisitAsync(browser, "pipelines/extract");
        var graph = visit.Page.Locator(".diagram");
        await Expect(graph).ToBeVisibleAsync();

        (await graph.Locator(".vertex.model .name").AllTextContentsAsync())
            .Should()
            .BeEquivalentTo("ner", "topic", "facts");
        await Expect(graph.Locator(".vertex.fork text")).ToHaveTextAsync("read");
        await Expect(graph.Locator(".vertex.good .name", new() { HasText = "ner" })).ToBeVisibleAsync();
        await Expect(graph.Locator(".vertex.busy .name", new() { HasText = "facts" })).ToBeVisibleAsync();
        (await graph.Locator(".edge").CountAsync()).Should().Be(8);
        visit.Problems.Should().BeEmpty();
    }

    [Fact]
    public async Task Node_OfAService_LeadsToItByKeyboard()
    {
        await using var site = await ConsoleSite.StartAsync();
        await using var visit = await site.VisitAsync(browser, "pipelines/extract");
        await Expect(visit.Page.Locator(".diagram")).ToBeVisibleAsync();

        await visit.Page.PressAsync("Step facts: model facts, degraded");

        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "facts", Level = 1 })).ToBeVisibleAsync();
        visit.Page.Url.Should().EndWith("/console/services/facts");
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
