using System.Text;
using Microsoft.Playwright;

namespace Slipway.EndToEnd.Tests.Browser;

/// <summary>A model of records on the page: a field for each column, or a file of them.</summary>
[Collection(nameof(BrowserGroup))]
public sealed class RecordPageTests(ChromiumBrowser browser, IrisServer iris)
{
    [Fact]
    public async Task Record_FilledAndSent_IsAnsweredInWords()
    {
        await using var visit = await browser.VisitAsync(iris.Url);
        await visit.Page.GetByLabel("Sepal length", new() { Exact = true }).FillAsync("5.1");
        await visit.Page.GetByLabel("Sepal width", new() { Exact = true }).FillAsync("3.5");
        await visit.Page.GetByLabel("Petal length", new() { Exact = true }).FillAsync("1.4");
        await visit.Page.GetByLabel("Petal width", new() { Exact = true }).FillAsync("0.2");

        await PredictAsync(visit);

        (await visit.Page.Locator(".bar.best .bar-label").First.TextContentAsync()).Should().Be("setosa");
        visit.Foreign.Should().BeEmpty();
        visit.Problems.Should().BeEmpty();
    }

    [Fact]
    public async Task Field_ThatIsNoNumber_IsToldBeforeItIsSent()
    {
        await using var visit = await browser.VisitAsync(iris.Url);
        await visit.Page.GetByLabel("Sepal length", new() { Exact = true }).FillAsync("long");

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Predict" }).ClickAsync();

        (await visit.Page.Locator("form .error-text").First.TextContentAsync()).Should().Contain("long");
        (await visit.Page.GetByLabel("Sepal length", new() { Exact = true }).GetAttributeAsync("aria-invalid"))
            .Should()
            .Be("true");
        (await visit.Page.Locator(".result-head").CountAsync()).Should().Be(0);
    }

    [Fact]
    public async Task File_OfRecords_IsAnsweredByATableThatCanBeDownloaded()
    {
        await using var visit = await browser.VisitAsync(iris.Url);
        await visit.Page.GetByRole(AriaRole.Tab, new() { Name = "CSV file" }).ClickAsync();
        await visit
            .Page.GetByLabel("A table with these columns")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "flowers.csv",
                    MimeType = "text/csv",
                    Buffer = Encoding.UTF8.GetBytes(
                        "sepal_length,sepal_width,petal_length,petal_width\n5.1,3.5,1.4,0.2\n6.2,3.4,5.4,2.3\n"
                    ),
                }
            );

        await PredictAsync(visit);

        var rows = await visit.Page.Locator(".records tbody tr").AllTextContentsAsync();
        rows.Should().HaveCount(2);
        rows[0].Should().Contain("setosa");
        rows[1].Should().Contain("virginica");
        var download = await visit.Page.RunAndWaitForDownloadAsync(() =>
            visit.Page.GetByRole(AriaRole.Link, new() { Name = "Download as CSV" }).ClickAsync()
        );
        (await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken))
            .Should()
            .Contain("setosa");
        visit.Problems.Should().BeEmpty();
    }

    private static async Task PredictAsync(PageVisit visit)
    {
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Predict" }).ClickAsync();
        await visit.Page.Locator(".result-head").First.WaitForAsync();
    }
}
