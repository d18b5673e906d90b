using Microsoft.Playwright;

namespace Slipway.EndToEnd.Tests.Browser;

[Collection(nameof(BrowserGroup))]
public sealed class ApiReferencePageTests(ChromiumBrowser browser, IrisServer iris)
{
    [Fact]
    public async Task Docs_Opened_ShowTheModelsOperationAndAskNoOtherHost()
    {
        await using var visit = await browser.VisitAsync(iris.Url.TrimEnd('/') + "/docs/");

        await visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Infer with iris" }).First.WaitForAsync();
        await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        (await visit.Page.GetByText("/v2/models/iris/infer").CountAsync()).Should().BePositive();
        visit.Foreign.Should().BeEmpty();
        visit.Problems.Should().BeEmpty();
    }
}
