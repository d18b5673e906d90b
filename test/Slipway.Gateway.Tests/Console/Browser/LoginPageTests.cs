using Microsoft.Playwright;
using Slipway.Deployment.Manifest;
using Slipway.EndToEnd.Tests.Browser;

namespace Slipway.Gateway.Tests.Console.Browser;

[Collection(nameof(ConsoleGroup))]
public sealed class LoginPageTests(ChromiumBrowser browser) : IDisposable
{
    private const string Key = "0123456789abcdef";

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Console_OfAGatewayWithKeys_AsksForOneAndGivesOrdersWithIt()
    {
        await File.WriteAllTextAsync(_file, $"alice: {Key}", TestContext.Current.CancellationToken);
        await using var site = await ConsoleSite.StartAsync(
            new GatewayConfig
            {
                Host = "0.0.0.0",
                Auth = new AuthConfig { KeysFile = _file },
            }
        );
        var address = site.Gateway.HttpAddress.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal);
        await using var visit = await browser.VisitAsync($"{address}/console/services/facts");
        await Expect(visit.Page.GetByLabel("Key, or token")).ToBeFocusedAsync();
        (await visit.Page.EvaluateAsync<string[]>(Audit.Names)).Should().BeEmpty();
        (await visit.Page.EvaluateAsync<string[]>(Audit.Contrast)).Should().BeEmpty();

        await visit.Page.Keyboard.TypeAsync("not-the-key-at-all");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("This key is not known.");
        await visit.Page.GetByLabel("Key, or token").FillAsync(Key);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "facts", Level = 1 })).ToBeVisibleAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "One replica more" }).ClickAsync();
        await Expect(visit.Page.GetByText("facts is to have 3 replicas.")).ToBeVisibleAsync();
        site.Fleet.Orders.Should().Equal("scale facts to 3");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(visit.Page.GetByLabel("Key, or token")).ToBeVisibleAsync();
        visit.Foreign.Should().BeEmpty();
        visit.Problems.Should().BeEmpty();
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
