using Microsoft.Playwright;
using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Browser;

public sealed class ApiReferencePageTests(ChromiumBrowser browser) : IClassFixture<ChromiumBrowser>
{
    [Fact]
    public async Task Docs_Opened_ShowTheModelsOperationAndAskNoOtherHost()
    {
        await using var server = await ServerProcess.StartAsync(Checkout.Sample("iris"));
        await using var visit = await browser.VisitAsync(server.HttpUrl.TrimEnd('/') + "/docs/");

        await visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Infer with iris" }).First.WaitForAsync();
        await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        (await visit.Page.GetByText("/v2/models/iris/infer").CountAsync()).Should().BePositive();
        visit.Foreign.Should().BeEmpty();
        visit.Problems.Should().BeEmpty();
    }
}
