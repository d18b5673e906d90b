using Slipway.Tasks.Images.Decoding;
using Slipway.Tasks.Images.Resampling;

namespace Slipway.Tasks.Tests.Images.Pillow;

public sealed class PillowTests(PillowReference pillow) : IClassFixture<PillowReference>
{
    [Fact]
    public void Decode_PicturesOfPillow_GivePillowsPixels()
    {
        var seen = 0;
        foreach (var line in pillow.Lines(3))
        {
            var (name, width, height) = (line[0], TestPictures.Number(line[1]), TestPictures.Number(line[2]));
            using var file = ImageFile.Open(pillow.Read(name), ImageLimits.Default);
            using var image = file.Decode();
            (image.Width, image.Height).Should().Be((width, height), name);
            using var expected = pillow.Pixels(name + ".rgb", width, height);
            TestPictures.LargestDifference(image, expected).Should().Be(0, name);
            seen++;
        }

        seen.Should().BeGreaterThan(30);
    }

    [Fact]
    public void Resize_AllFilters_GivesPillowsPixels()
    {
        var seen = 0;
        foreach (var line in pillow.Lines(7))
        {
            using var source = pillow.Pixels(line[0], TestPictures.Number(line[1]), TestPictures.Number(line[2]));
            var filter = (ResampleFilter)TestPictures.Number(line[3]);
            var (width, height) = (TestPictures.Number(line[4]), TestPictures.Number(line[5]));
            using var image = Resampler.Resize(
                source,
                width,
                height,
                Window.Whole(width, height),
                filter,
                TestContext.Current.CancellationToken
            );
            using var expected = pillow.Pixels(line[6], width, height);
            TestPictures.LargestDifference(image, expected).Should().Be(0, line[6]);
            seen++;
        }

        seen.Should().Be(5 * 6 * 6);
    }
}
