using Microsoft.Playwright;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Browser;

/// <summary>Models of pictures on the page: the picture is chosen, shown, and what is found in it drawn over it.</summary>
[Collection(nameof(BrowserGroup))]
public sealed class PicturePageTests(ChromiumBrowser browser)
{
    // 8 × 8 pixels of pure blue.
    private static readonly byte[] Blue = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEElEQVR42mNgYPiPAw0pCQCpcD/B/MtF/AAAAABJRU5ErkJggg=="
    );

    [Fact]
    public async Task Picture_Chosen_IsShownAndClassified()
    {
        using var repository = new TempFolder();
        repository.Model("colours/1/model.onnx", TestModels.MeanColours());
        Describe(repository, "colours", "ViTForImageClassification");
        await using var server = await ServerProcess.StartAsync(repository["colours"]);
        await using var visit = await browser.VisitAsync(server.HttpUrl);
        await ChooseAsync(visit);

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Classify" }).ClickAsync();
        await visit.Page.Locator(".bar").First.WaitForAsync();

        (await visit.Page.Locator(".bar.best .bar-label").First.TextContentAsync()).Should().Be("blue");
        (await visit.Page.Locator(".drop .hint").TextContentAsync()).Should().Contain("8 × 8");
        (await visit.Page.Locator(".command pre").First.TextContentAsync())
            .Should()
            .Contain("Content-Type: image/png")
            .And.Contain("--data-binary @'blue.png'");
        visit.Foreign.Should().BeEmpty();
        visit.Problems.Should().BeEmpty();
    }

    [Fact]
    public async Task Objects_Found_AreDrawnOverThePicture()
    {
        using var repository = new TempFolder();
        repository.Model("boxes/1/model.onnx", TestModels.MiddleBox());
        Describe(repository, "boxes", "YolosForObjectDetection");
        await using var server = await ServerProcess.StartAsync(repository["boxes"]);
        await using var visit = await browser.VisitAsync(server.HttpUrl);
        await ChooseAsync(visit);

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Find objects" }).ClickAsync();
        await visit.Page.Locator(".box").First.WaitForAsync();

        var picture = (await visit.Page.Locator(".boxes img").BoundingBoxAsync())!;
        var box = (await visit.Page.Locator(".box").First.BoundingBoxAsync())!;
        box.X.Should().BeGreaterThan(picture.X);
        (box.X + box.Width).Should().BeLessThan(picture.X + picture.Width);
        (await visit.Page.Locator(".boxes + .table-scroll tbody tr").CountAsync()).Should().BePositive();
        visit.Problems.Should().BeEmpty();
    }

    [Fact]
    public async Task File_ThatIsNoPicture_IsToldAtOnce()
    {
        using var repository = new TempFolder();
        repository.Model("colours/1/model.onnx", TestModels.MeanColours());
        Describe(repository, "colours", "ViTForImageClassification");
        await using var server = await ServerProcess.StartAsync(repository["colours"]);
        await using var visit = await browser.VisitAsync(server.HttpUrl);

        await visit
            .Page.GetByLabel("Choose a picture")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "a.txt",
                    MimeType = "text/plain",
                    Buffer = Blue,
                }
            );

        (await visit.Page.Locator(".drop .hint").TextContentAsync()).Should().Contain("“a.txt” is not a picture");
    }

    private static async Task ChooseAsync(PageVisit visit)
    {
        await visit
            .Page.GetByLabel("Choose a picture")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "blue.png",
                    MimeType = "image/png",
                    Buffer = Blue,
                }
            );
        await visit.Page.Locator(".drop img").WaitForAsync();
    }

    private static void Describe(TempFolder repository, string model, string architecture)
    {
        repository.Write(
            $"{model}/1/config.json",
            $$$"""{"architectures": ["{{{architecture}}}"], "id2label": {"0": "red", "1": "green", "2": "blue"}}"""
        );
        repository.Write(
            $"{model}/1/preprocessor_config.json",
            """{"image_processor_type": "ViTImageProcessor", "size": 8, "resample": 2}"""
        );
    }
}
