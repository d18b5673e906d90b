using System.Diagnostics;
using Microsoft.Playwright;
using Slipway.EndToEnd.Tests.Browser;

namespace Slipway.EndToEnd.Tests.Fleets;

/// <summary>The console over a real fleet: what it says is what runs, and what it orders is done.</summary>
public sealed class ConsoleTests(ChromiumBrowser browser, FleetFixture fixture)
    : IClassFixture<ChromiumBrowser>,
        IClassFixture<FleetFixture>
{
    private static readonly LocatorAssertionsToBeVisibleOptions Patient = new() { Timeout = 60_000 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Service_ScaledByItsButton_HasTheReplica()
    {
        await using var visit = await VisitAsync("");
        await visit
            .Page.GetByRole(AriaRole.Main)
            .GetByRole(AriaRole.Link, new() { Name = "iris", Exact = true })
            .First.ClickAsync();

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "One replica more" }).ClickAsync();

        await fixture.Fleet.UntilAsync("iris", service => service.Ready == 2, Token);
        await Expect(visit.Page.GetByText("iris-1-2", new() { Exact = true })).ToBeVisibleAsync(Patient);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "One replica fewer" }).ClickAsync();
        await fixture.Fleet.UntilAsync("iris", service => service is { Ready: 1, Desired: 1 }, Token);
        visit.Foreign.Should().BeEmpty();
        visit.Problems.Should().BeEmpty();
    }

    [Fact]
    public async Task Playground_OfARealModel_SendsItsExample()
    {
        await using var visit = await VisitAsync("services/iris/playground");
        await Expect(visit.Page.GetByLabel("petal_length")).ToBeVisibleAsync();

        await visit.Page.GetByLabel("petal_length").FillAsync("1.4");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Send request" }).ClickAsync();

        await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "The answer's body" }))
            .ToContainTextAsync("\"label\"");
        await Expect(visit.Page.Locator(".answer-line")).ToContainTextAsync("answered by revision");
    }

    [Fact]
    public async Task Logs_OfARealReplica_AreItsLines()
    {
        await using var visit = await VisitAsync("services/iris/logs");

        await Expect(visit.Page.GetByRole(AriaRole.Log)).ToContainTextAsync("iris-1-1");
    }

    [Fact]
    public async Task Page_WhoseGatewayIsKilled_ComesBackByItself()
    {
        await using var visit = await VisitAsync("services/iris");
        var heading = visit.Page.GetByRole(AriaRole.Heading, new() { Name = "iris", Level = 1 });
        await Expect(heading).ToBeVisibleAsync();
        await visit.Page.EvaluateAsync("() => { window.before = true; }");
        var gateway = (await fixture.Fleet.StatusAsync(Token)).Gateway.ProcessId!.Value;

        using (var process = Process.GetProcessById(gateway))
        {
            process.Kill();
        }

        // Another circuit, so another page.
        await visit.Page.WaitForFunctionAsync("() => !window.before", null, new() { Timeout = 60_000 });
        await Expect(heading).ToBeVisibleAsync(Patient);
        await Expect(visit.Page.Locator("#components-reconnect-modal")).ToBeHiddenAsync();
    }

    private async Task<PageVisit> VisitAsync(string path) =>
        await browser.VisitAsync($"{fixture.Fleet.Http}/console/{path}");

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
