using Microsoft.Playwright;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.EndToEnd.Tests.Tasks;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Browser;

/// <summary>A model of entities on the page: what it finds is marked in the text.</summary>
[Collection(nameof(BrowserGroup))]
public sealed class EntityPageTests(ChromiumBrowser browser, EntityPageTests.Fixture fixture)
    : IClassFixture<EntityPageTests.Fixture>
{
    private const string Sentence = "🎉 Ada Lovelace <b>met</b> Charles Babbage in London.";

    // The words of a marked text without what was added to them.
    private const string Words = """
        (node) => {
          const copy = node.cloneNode(true);
          copy.querySelectorAll(".tag").forEach((tag) => tag.remove());
          return copy.textContent;
        }
        """;

    [Fact]
    public async Task Sentence_Sent_IsShownWithItsEntitiesMarked()
    {
        await using var visit = await browser.VisitAsync(fixture.Url);
        await visit.Page.GetByLabel("Text", new() { Exact = true }).FillAsync(Sentence);

        await FindAsync(visit);

        var marked = visit.Page.Locator(".marked");
        (await marked.EvaluateAsync<string>(Words)).Should().Be(Sentence);
        var entities = new List<string>();
        foreach (var mark in await marked.Locator("mark").AllAsync())
        {
            entities.Add(await mark.EvaluateAsync<string>(Words));
        }

        entities.Should().Equal("Ada Lovelace", "London");
        (await visit.Page.Locator(".records tbody td.words").AllTextContentsAsync()).Should().Equal(entities);
        (await marked.Locator("mark .tag").First.TextContentAsync()).Should().MatchRegex("^PER[0-9]+ %$");
        (await visit.Page.Locator(".command pre").First.TextContentAsync()).Should().Contain("/models/ner'");
        visit.Foreign.Should().BeEmpty();
        visit.Problems.Should().BeEmpty();
    }

    [Fact]
    public async Task Type_SwitchedOff_IsNotMarkedAndComesBack()
    {
        await using var visit = await browser.VisitAsync(fixture.Url);
        await visit.Page.GetByLabel("Text", new() { Exact = true }).FillAsync(Sentence);
        await FindAsync(visit);
        var all = await visit.Page.Locator(".marked mark").CountAsync();
        var people = visit.Page.Locator(".legend .chip").Filter(new() { HasText = "PER" });

        await people.FocusAsync();
        await visit.Page.Keyboard.PressAsync("Space");

        (await people.GetAttributeAsync("aria-pressed")).Should().Be("false");
        (await visit.Page.Locator(".marked mark").CountAsync()).Should().BeLessThan(all);
        (await visit.Page.Locator(".marked").TextContentAsync()).Should().NotContain("PER");
        await visit.Page.Keyboard.PressAsync("Space");
        (await visit.Page.Locator(".marked mark").CountAsync()).Should().Be(all);
    }

    [Fact]
    public async Task List_InJson_IsAnsweredItemByItem()
    {
        await using var visit = await browser.VisitAsync(fixture.Url);
        await visit.Page.GetByRole(AriaRole.Tab, new() { Name = "JSON" }).First.ClickAsync();
        await visit
            .Page.GetByLabel("The body: one request, or a list of them")
            .FillAsync("""["Ada Lovelace is here.", "Nobody is."]""");

        await FindAsync(visit);

        (await visit.Page.Locator(".result h5").AllTextContentsAsync()).Should().Equal("Item 0", "Item 1");
        (await visit.Page.Locator(".marked").First.TextContentAsync()).Should().Contain("Ada Lovelace");
    }

    [Fact]
    public async Task Option_ThatTheServerRefuses_IsToldInItsWords()
    {
        await using var visit = await browser.VisitAsync(fixture.Url);
        await visit.Page.Locator(".options summary").ClickAsync();
        await visit.Page.GetByLabel("Min score").FillAsync("7");

        await FindAsync(visit);

        (await visit.Page.Locator(".result-head .badge").First.TextContentAsync()).Should().StartWith("400");
        (await visit.Page.Locator(".result .error-text").First.TextContentAsync()).Should().Contain("min_score");
    }

    [Fact]
    public async Task NarrowWindow_WithAnAnswer_NeedsNoScrollingToTheSide()
    {
        await using var visit = await browser.VisitAsync(fixture.Url);
        await visit.Page.SetViewportSizeAsync(360, 800);

        await FindAsync(visit);

        (await visit.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"))
            .Should()
            .BeLessThanOrEqualTo(360);
    }

    private static async Task FindAsync(PageVisit visit)
    {
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Find entities" }).ClickAsync();
        await visit.Page.Locator(".result-head").First.WaitForAsync();
    }

    public sealed class Fixture : IAsyncLifetime
    {
        private readonly TempFolder _folder = new();
        private ServerProcess _server = null!;

        public string Url => _server.HttpUrl;

        public async ValueTask InitializeAsync()
        {
            TinyEntities.Write(_folder);
            _server = await ServerProcess.StartAsync(_folder["ner"]);
        }

        public async ValueTask DisposeAsync()
        {
            await _server.DisposeAsync();
            _folder.Dispose();
        }
    }
}
