using SkiaSharp;
using Slipway.Errors;
using Slipway.Tasks.Images;
using Slipway.Tasks.Images.Decoding;

namespace Slipway.Tasks.Tests.Images.Decoding;

public sealed class ImageFileTests
{
    // 3 × 2 pixels, a letter each, as they are to be seen when the file stores ABC, DEF.
    public static TheoryData<int, string> Orientations =>
        new()
        {
            { 1, "ABC DEF" },
            { 2, "CBA FED" },
            { 3, "FED CBA" },
            { 4, "DEF ABC" },
            { 5, "AD BE CF" },
            { 6, "DA EB FC" },
            { 7, "FC EB DA" },
            { 8, "CF BE AD" },
        };

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Decode_PngWithOrientation_IsUpright(int orientation, string expected)
    {
        byte[] rows = [0, .. "ABC"u8, 0, .. "DEF"u8];
        var png = TestPng.File(3, 2, 8, TestPng.Grey, rows, chunks: TestPng.Orientation(orientation));
        using var image = Decode(png);
        Letters(image).Should().Be(expected);
    }

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Decode_JpegWithOrientation_IsUpright(int orientation, string expected)
    {
        // Whole blocks of one grey survive the compression.
        using var stored = new PixelImage(3 * 16, 2 * 16);
        for (var y = 0; y < stored.Height; y++)
        {
            for (var x = 0; x < stored.Width; x++)
            {
                stored.Row(y).Slice(x * 4, 4).Fill((byte)('A' + (3 * (y / 16)) + (x / 16)));
                stored.Row(y)[(x * 4) + 3] = 255;
            }
        }

        var jpeg = TestExif.IntoJpeg(TestPictures.Encode(stored, SKEncodedImageFormat.Jpeg, 100), orientation);
        using var image = Decode(jpeg);
        Letters(image, 16).Should().Be(expected);
    }

    [Fact]
    public void Decode_LargeTransposedImage_TurnsEveryPixel()
    {
        // Several tiles, the last ones incomplete.
        using var stored = TestPictures.Draw(200, 131);
        using var turned = Upright.Turn(TestPictures.Draw(200, 131), 6);
        (turned.Width, turned.Height).Should().Be((131, 200));
        for (var y = 0; y < turned.Height; y++)
        {
            for (var x = 0; x < turned.Width; x++)
            {
                turned.Pixel32Row(y)[x].Should().Be(stored.Pixel32Row(130 - x)[y]);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(65535)]
    public void Decode_OrientationThatIsNone_StaysAsItIs(int orientation)
    {
        var png = TestPng.File(3, 1, 8, TestPng.Grey, [0, .. "ABC"u8], chunks: TestPng.Orientation(orientation));
        using var image = Decode(png);
        Letters(image).Should().Be("ABC");
    }

    [Fact]
    public void Decode_SixteenBitGrey_TakesTheHighBytes()
    {
        using var image = Decode(TestPng.File(2, 1, 16, TestPng.Grey, [0, 0x12, 0xFF, 0xFE, 0x00]));
        image.Row(0).ToArray().Should().Equal(0x12, 0x12, 0x12, 255, 0xFE, 0xFE, 0xFE, 255);
    }

    [Fact]
    public void Decode_InterlacedPng_GivesTheSamePixels()
    {
        // Adam7 of one row of pixels has the passes 1, 2, 4 and 6.
        byte[] rows = [0, (byte)'A', 0, (byte)'E', 0, .. "CG"u8, 0, .. "BDFH"u8];
        using var image = Decode(TestPng.File(8, 1, 8, TestPng.Grey, rows, interlaced: true));
        Letters(image).Should().Be("ABCDEFGH");
    }

    [Fact]
    public void Decode_TransparentPixels_KeepTheirColours()
    {
        var png = TestPng.File(2, 1, 8, TestPng.Rgba, [0, 10, 20, 30, 0, 40, 50, 60, 128]);
        using var image = Decode(png);
        image.Row(0)[..3].ToArray().Should().Equal(10, 20, 30);
        image.Row(0)[4..7].ToArray().Should().Equal(40, 50, 60);
    }

    [Fact]
    public void Decode_WithBackground_MixesByAlpha()
    {
        var png = TestPng.File(2, 1, 8, TestPng.Rgba, [0, 10, 20, 30, 0, 40, 50, 60, 51]);
        Background.TryParse("#ff0080", out var background).Should().BeTrue();
        using var file = ImageFile.Open(png, ImageLimits.Default);
        using var image = file.Decode(background);
        image.Row(0)[..3].ToArray().Should().Equal(255, 0, 128);
        image.Row(0)[4..7].ToArray().Should().Equal(212, 10, 114);
    }

    [Theory]
    [InlineData("ff0080")]
    [InlineData("#ff008")]
    [InlineData("#ff00801")]
    [InlineData("#-f0080")]
    [InlineData("red")]
    [InlineData("")]
    public void Background_OtherText_IsNone(string text) => Background.TryParse(text, out _).Should().BeFalse();

    [Fact]
    public void Open_MoreThanTheLimit_NamesSizeAndLimit()
    {
        var png = TestPng.File(101, 100, 8, TestPng.Grey, new byte[102 * 100]);
        var error = Refused(png, new ImageLimits(10_000));
        error.Code.Should().Be(ServingErrorCode.TooLarge);
        error.Message.Should().Contain("101 × 100 pixels").And.Contain("10000").And.Contain("max_pixels");
        ImageFile.Open(png, new ImageLimits(10_100)).Dispose();
    }

    [Fact]
    public void WorkingBytes_ImageOnItsSide_CountsBothCopies()
    {
        var rows = new byte[11 * 10];
        using var straight = ImageFile.Open(TestPng.File(10, 10, 8, TestPng.Grey, rows), ImageLimits.Default);
        using var turned = ImageFile.Open(
            TestPng.File(10, 10, 8, TestPng.Grey, rows, chunks: TestPng.Orientation(6)),
            ImageLimits.Default
        );
        straight.WorkingBytes.Should().Be(100 * 12);
        turned.WorkingBytes.Should().Be(100 * 16);
    }

    private static PixelImage Decode(byte[] content)
    {
        using var file = ImageFile.Open(content, ImageLimits.Default);
        return file.Decode();
    }

    private static ServingException Refused(byte[] content, ImageLimits limits) =>
        FluentActions.Invoking(() => ImageFile.Open(content, limits)).Should().Throw<ServingException>().Which;

    private static string Letters(PixelImage image, int block = 1)
    {
        var rows = new List<string>();
        for (var y = block / 2; y < image.Height; y += block)
        {
            var row = "";
            for (var x = block / 2; x < image.Width; x += block)
            {
                row += (char)image.Row(y)[x * 4];
            }

            rows.Add(row);
        }

        return string.Join(' ', rows);
    }
}
