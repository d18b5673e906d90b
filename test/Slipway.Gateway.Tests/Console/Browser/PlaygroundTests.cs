using Microsoft.Playwright;
using Slipway.EndToEnd.Tests.Browser;

namespace Slipway.Gateway.Tests.Console.Browser;

[Collection(nameof(ConsoleGroup))]
public sealed class PlaygroundTests(ChromiumBrowser browser)
{
    [Fact]
    public async Task Form_OfATypedModel_SendsWhatIsWrittenAndShowsTheAnswer()
    {
        await using var site = await ConsoleSite.StartAsync();
        await using var visit = await site.VisitAsync(browser, "services/ner/playground");
        await Expect(visit.Page.GetByLabel("text", new() { Exact = true }))
            .ToHaveValueAsync("Ada Lovelace was in London.");

        await visit.Page.GetByLabel("text", new() { Exact = true }).FillAsync("Grace <i>Hopper</i>");
        await visit.Page.GetByLabel("min_score").FillAsync("0.5");
        await visit.Page.GetByLabel("aggregation").SelectOptionAsync("first");
        await SendAsync(visit);

        var answer = visit.Page.GetByRole(AriaRole.Region, new() { Name = "The answer's body" });
        await Expect(answer).ToContainTextAsync("\"text\": \"Grace <i>Hopper</i>\"");
        await Expect(answer).ToContainTextAsync("\"min_score\": 0.5");
        await Expect(answer).ToContainTextAsync("\"aggregation\": \"first\"");
        await Expect(visit.Page.Locator(".answer-line")).ToContainTextAsync("answered by revision");
        (await site.Gateway.TrafficAsync("ner"))
            .Revisions.Sum(revision => revision.Requests)
            .Should()
            .Be(1, "asking what it takes is no traffic");
        visit.Problems.Should().BeEmpty();
    }

    [Fact]
    public async Task Json_OfATypedModel_KeepsWhatTheFormHasNoFieldFor()
    {
        await using var site = await ConsoleSite.StartAsync();
        await using var visit = await site.VisitAsync(browser, "services/ner/playground");
        await Expect(visit.Page.GetByText("Under JSON there is besides: types.")).ToBeVisibleAsync();

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "JSON", Exact = true }).ClickAsync();
        await visit.Page.GetByLabel("The request's body").FillAsync("""{"text":"x","types":["PER"]}""");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Form", Exact = true }).ClickAsync();
        await visit.Page.GetByLabel("text", new() { Exact = true }).FillAsync("y");
        await SendAsync(visit);

        var answer = visit.Page.GetByRole(AriaRole.Region, new() { Name = "The answer's body" });
        await Expect(answer).ToContainTextAsync("\"PER\"");
        await Expect(answer).ToContainTextAsync("\"text\": \"y\"");
    }

    [Fact]
    public async Task Model_WithoutATask_IsAskedWithItsTensors()
    {
        await using var site = await ConsoleSite.StartAsync();
        await using var visit = await site.VisitAsync(browser, "services/topic/playground");

        await Expect(visit.Page.GetByLabel("The request's body")).ToBeVisibleAsync();
        (await visit.Page.GetByLabel("The request's body").InputValueAsync())
            .Should()
            .Contain("\"datatype\": \"INT64\"");
        await SendAsync(visit);

        await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "The answer's body" }))
            .ToContainTextAsync("\"shape\"");
        await Expect(visit.Page.Locator(".shell pre")).ToContainTextAsync("/v2/models/topic/infer");
    }

    [Fact]
    public async Task Pipeline_Asked_ShowsItsStepsTimes()
    {
        await using var site = await ConsoleSite.StartAsync();
        await using var visit = await site.VisitAsync(browser, "pipelines/extract");

        await SendAsync(visit);

        var steps = visit.Page.GetByRole(AriaRole.Table, new() { Name = "How long each step took" });
        foreach (var step in (string[])["ner", "topic", "facts"])
        {
            await Expect(steps.GetByRole(AriaRole.Row).Filter(new() { HasText = step })).ToContainTextAsync("ms");
        }

        await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "The answer's body" }))
            .ToContainTextAsync("\"facts\"");
    }

    [Fact]
    public async Task Pipeline_GivenWhatItDoesNotTake_ShowsItsReason()
    {
        await using var site = await ConsoleSite.StartAsync();
        await using var visit = await site.VisitAsync(browser, "pipelines/extract");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "JSON", Exact = true }).ClickAsync();

        await visit.Page.GetByLabel("The request's body").FillAsync("""{"text":7}""");
        await SendAsync(visit);

        await Expect(visit.Page.Locator(".answer-line")).ToContainTextAsync("400");
        await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "The answer's body" }))
            .ToContainTextAsync("text");
    }

    private static Task SendAsync(PageVisit visit) =>
        visit.Page.GetByRole(AriaRole.Button, new() { Name = "Send request" }).ClickAsync();

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
