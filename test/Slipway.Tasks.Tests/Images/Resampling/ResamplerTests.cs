using Slipway.Tasks.Images;
using Slipway.Tasks.Images.Resampling;

namespace Slipway.Tasks.Tests.Images.Resampling;

/// <summary>What holds whatever the pixels; that they are Pillow's is said in <c>PillowTests</c>.</summary>
public sealed class ResamplerTests
{
    public static TheoryData<ResampleFilter> Filters => new(Enum.GetValues<ResampleFilter>());

    [Theory]
    [MemberData(nameof(Filters))]
    public void Resize_OneColour_StaysThatColour(ResampleFilter filter)
    {
        using var source = new PixelImage(37, 23);
        for (var y = 0; y < source.Height; y++)
        {
            source.Pixel32Row(y).Fill(0xFF0A80FF);
        }

        foreach (var (width, height) in ((int, int)[])[(5, 4), (100, 90), (37, 5), (5, 23), (1, 1)])
        {
            using var result = Resize(source, width, height, Window.Whole(width, height), filter);
            for (var y = 0; y < height; y++)
            {
                result.Pixel32Row(y).ToArray().Should().AllBeEquivalentTo(0xFF0A80FF);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public void Resize_PartOnly_IsThatPartOfTheWhole(ResampleFilter filter)
    {
        using var source = TestPictures.Draw(97, 61);
        foreach (var (width, height) in ((int, int)[])[(40, 30), (97, 30), (40, 61), (97, 61), (200, 150)])
        {
            var wanted = new Window(width / 4, height / 3, width / 2, height / 2);
            using var whole = Resize(source, width, height, Window.Whole(width, height), filter);
            using var part = Resize(source, width, height, wanted, filter);
            (part.Width, part.Height).Should().Be((wanted.Width, wanted.Height));
            for (var y = 0; y < part.Height; y++)
            {
                part.Pixel32Row(y)
                    .SequenceEqual(whole.Pixel32Row(wanted.Top + y).Slice(wanted.Left, wanted.Width))
                    .Should()
                    .BeTrue();
            }
        }
    }

    [Fact]
    public void Resize_ImageOfManyRows_StopsWhenItIsCancelled()
    {
        using var source = new PixelImage(1, 4000);
        var resize = () =>
            Resampler.Resize(
                source,
                10,
                10,
                Window.Whole(10, 10),
                ResampleFilter.Bilinear,
                new CancellationToken(true)
            );
        resize.Should().Throw<OperationCanceledException>();
    }

    private static PixelImage Resize(PixelImage source, int width, int height, Window wanted, ResampleFilter filter) =>
        Resampler.Resize(source, width, height, wanted, filter, TestContext.Current.CancellationToken);
}
