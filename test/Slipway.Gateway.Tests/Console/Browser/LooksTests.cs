using Microsoft.Playwright;
using Slipway.EndToEnd.Tests.Browser;

namespace Slipway.Gateway.Tests.Console.Browser;

/// <summary>For every eye, window and reader.</summary>
[Collection(nameof(ConsoleGroup))]
public sealed class LooksTests(ChromiumBrowser browser)
{
    private static readonly string[] Pages =
    [
        "",
        "services/ner",
        "services/ner/logs",
        "services/ner/playground",
        "services/ner/history",
        "pipelines/extract",
        "history",
        "logs",
    ];

    [Fact]
    public async Task Theme_OfTheSystem_IsFollowedAndAnotherIsRemembered()
    {
        await using var site = await ConsoleSite.StartAsync();
        await using var visit = await site.VisitAsync(browser);
        await visit.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        var toggle = visit.Page.GetByRole(AriaRole.Button, new() { Name = "Theme" });

        await Expect(toggle).ToContainTextAsync("system");
        (await GroundAsync(visit)).Should().Be("rgb(15, 20, 26)");
        await toggle.ClickAsync();
        await Expect(toggle).ToContainTextAsync("light");
        (await GroundAsync(visit)).Should().Be("rgb(246, 247, 249)");
        await visit.Page.ReloadAsync();

        await Expect(toggle).ToContainTextAsync("light");
        (await GroundAsync(visit)).Should().Be("rgb(246, 247, 249)");
    }

    [Fact]
    public async Task NarrowWindow_OnEveryPage_NeedsNoScrollingToTheSide()
    {
        await using var site = await ConsoleSite.StartAsync();
        site.Fleet.History.Add(
            new()
            {
                At = Fleets.Begin,
                Service = "ner",
                Revision = 4,
                Kind = "step",
                Message = "25 % of the traffic",
            }
        );
        foreach (var path in Pages)
        {
            await using var visit = await site.VisitAsync(browser, path);
            await visit.Page.SetViewportSizeAsync(360, 800);
            await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();

            (await visit.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"))
                .Should()
                .BeLessThanOrEqualTo(360, path);
        }
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Everything_OnEveryPage_HasANameAndCanBeRead(ColorScheme theme)
    {
        await using var site = await ConsoleSite.StartAsync();
        site.Fleet.History.Add(
            new()
            {
                At = Fleets.Begin,
                Service = "ner",
                Revision = 4,
                Kind = "rolled-back",
                Message = "25 % of the traffic",
            }
        );
        site.Fleet.Logs.Add(
            new()
            {
                At = Fleets.Begin,
                Replica = "ner-3-1",
                Text = "a line",
            }
        );
        foreach (var path in Pages)
        {
            await using var visit = await site.VisitAsync(browser, path);
            await visit.Page.EmulateMediaAsync(new() { ColorScheme = theme, ReducedMotion = ReducedMotion.Reduce });
            await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveCountAsync(1);
            await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

            (await visit.Page.EvaluateAsync<string[]>(Audit.Names)).Should().BeEmpty(path);
            (await visit.Page.EvaluateAsync<string[]>(Audit.Contrast)).Should().BeEmpty(path);
            (await visit.Page.EvaluateAsync<string[]>(Audit.Structure)).Should().BeEmpty(path);
        }
    }

    [Fact]
    public async Task Focus_OfTheKeyboard_IsSeen()
    {
        await using var site = await ConsoleSite.StartAsync();
        await using var visit = await site.VisitAsync(browser, "services/ner");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();

        await visit.Page.TabToAsync("Promote");

        var seen = await visit.Page.EvaluateAsync<bool>(
            """
            () => {
              const style = getComputedStyle(document.activeElement);
              return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow.includes("inset");
            }
            """
        );
        seen.Should().BeTrue();
    }

    [Fact]
    public async Task Chart_ForReaders_HasATable()
    {
        await using var site = await ConsoleSite.StartAsync();
        await using var visit = await site.VisitAsync(browser, "services/ner");

        await visit.Page.GetByText("As a table: Requests per second").First.ClickAsync();

        await Expect(visit.Page.GetByRole(AriaRole.Table, new() { Name = "Requests per second, by minute" }))
            .ToBeVisibleAsync();
    }

    private static Task<string> GroundAsync(PageVisit visit) =>
        visit.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
