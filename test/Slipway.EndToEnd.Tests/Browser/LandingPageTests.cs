using Microsoft.Playwright;
using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Browser;

[Collection(nameof(BrowserGroup))]
public sealed class LandingPageTests(ChromiumBrowser browser, IrisServer iris)
{
    [Fact]
    public async Task Form_FilledAndSent_ShowsTheAnswer()
    {
        await using var visit = await browser.VisitAsync(iris.Url);
        var form = await TensorsAsync(visit);
        var fields = form.Locator(".cell input");
        string[] setosa = ["5.1", "3.5", "1.4", "0.2"];
        for (var i = 0; i < setosa.Length; i++)
        {
            await fields.Nth(i).FillAsync(setosa[i]);
        }

        await SendAsync(form);

        (await form.Locator(".result-head .badge").TextContentAsync()).Should().StartWith("200");
        (await form.Locator(".bar.best .bar-label").First.TextContentAsync()).Should().Be("setosa");
        visit.Foreign.Should().BeEmpty();
        visit.Problems.Should().BeEmpty();
    }

    [Fact]
    public async Task Form_OfAPicture_SendsTheDrawing()
    {
        await using var server = await ServerProcess.StartAsync(Checkout.Sample("digits"));
        await using var visit = await browser.VisitAsync(server.HttpUrl);
        var form = await TensorsAsync(visit);
        await form.Locator("canvas").WaitForAsync();

        await SendAsync(form);

        (await form.Locator(".result-head .badge").TextContentAsync()).Should().StartWith("200");
        (await form.Locator(".bar").CountAsync()).Should().BeGreaterThan(1);
        visit.Problems.Should().BeEmpty();
    }

    [Fact]
    public async Task Form_ValueThatIsNoNumber_IsToldBeforeItIsSent()
    {
        await using var visit = await browser.VisitAsync(iris.Url);
        var form = await TensorsAsync(visit);
        await form.Locator(".cell input").First.FillAsync("wide");

        await form.GetByRole(AriaRole.Button, new() { Name = "Send request" }).ClickAsync();

        (await form.Locator("form .error-text").TextContentAsync()).Should().Contain("wide");
        (await form.Locator(".result-head").CountAsync()).Should().Be(0);
    }

    [Fact]
    public async Task Json_ThatTheServerRefuses_ShowsItsReasonAsText()
    {
        await using var visit = await browser.VisitAsync(iris.Url);
        var form = await TensorsAsync(visit);
        await form.GetByRole(AriaRole.Tab, new() { Name = "JSON" }).First.ClickAsync();
        await form.Locator("textarea.request")
            .FillAsync("""{"inputs":[{"name":"<b>wrong</b>","datatype":"FP32","shape":[1,4],"data":[1,2,3,4]}]}""");

        await SendAsync(form);

        (await form.Locator(".result-head .badge").TextContentAsync()).Should().StartWith("400");
        (await form.Locator(".result .error-text").TextContentAsync()).Should().Contain("<b>wrong</b>");
        visit.Problems.Should().BeEmpty();
    }

    /// <summary>The form over the model's tensors, which is behind a tab where the model has a task too.</summary>
    private static async Task<ILocator> TensorsAsync(PageVisit visit)
    {
        await visit.Page.Locator(".playground").First.WaitForAsync();
        var tab = visit.Page.GetByRole(AriaRole.Tab, new() { Name = "Tensors" });
        if (await tab.CountAsync() > 0)
            await tab.ClickAsync();
        return visit.Page.GetByRole(AriaRole.Region, new() { Name = "Try it" });
    }

    private static async Task SendAsync(ILocator form)
    {
        await form.GetByRole(AriaRole.Button, new() { Name = "Send request" }).ClickAsync();
        await form.Locator(".result-head").WaitForAsync();
    }
}
