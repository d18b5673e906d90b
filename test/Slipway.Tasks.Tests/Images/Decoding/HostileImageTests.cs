using System.Buffers.Binary;
using Slipway.Errors;
using Slipway.Tasks.Images;
using Slipway.Tasks.Images.Decoding;

namespace Slipway.Tasks.Tests.Images.Decoding;

/// <summary>Files that were made to break a decoder: each is decoded rightly or refused with a reason.</summary>
public sealed class HostileImageTests
{
    private static readonly ImageLimits Small = new(1_000_000);

    public static TheoryData<string> Files => new(TestFiles.All.Keys);

    [Fact]
    public void Open_PngOfTenGigapixels_IsRefusedByItsHeader()
    {
        var bomb = TestPng.File(100_000, 100_000, 8, TestPng.Rgb, new byte[1000]);
        Refused(bomb, ImageLimits.Default).Code.Should().Be(ServingErrorCode.TooLarge);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(bomb, ImageLimits.Default).Message.Should().Contain("100000 × 100000 pixels");
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1_000_000);
    }

    [Fact]
    public void Open_LongNarrowPng_IsRefusedByItsSide() =>
        Refused(TestPng.File(70_000, 1, 8, TestPng.Grey, new byte[70_001]), ImageLimits.Default)
            .Message.Should()
            .Contain("70000 × 1 pixels; a side may have at most 65535");

    [Theory]
    [InlineData(8, TestPng.Rgb)]
    [InlineData(16, TestPng.Rgba)]
    [InlineData(1, TestPng.Grey)]
    public void Open_PngWhoseDataCannotBeSoLarge_IsRefusedBeforeItIsDecoded(byte depth, byte colour)
    {
        var error = Refused(TestPng.File(7000, 7000, depth, colour, new byte[5000]), ImageLimits.Default);
        error.Code.Should().Be(ServingErrorCode.InvalidArgument);
        error.Message.Should().Contain("a PNG of 7000 × 7000 pixels, breaks off");
    }

    [Fact]
    public void Open_PngThatIsAsSmallAsDeflateCan_IsDecoded()
    {
        var png = TestPng.File(3000, 3000, 8, TestPng.Grey, new byte[3001 * 3000]);
        using var file = ImageFile.Open(png, ImageLimits.Default);
        using var image = file.Decode();
        image.Row(2999)[^4..].ToArray().Should().Equal(0, 0, 0, 255);
    }

    [Fact]
    public void Open_GifOfFourGigapixels_IsRefusedByItsHeader()
    {
        byte[] gif =
        [
            .. "GIF89a"u8,
            255,
            255,
            255,
            255,
            0x80,
            0,
            0,
            .. new byte[6],
            .. ","u8,
            .. new byte[4],
            1,
            0,
            1,
            0,
            0,
        ];
        Refused(gif, ImageLimits.Default).Message.Should().Contain("65535 × 65535 pixels");
    }

    [Theory]
    [InlineData("iCCP", "x\0\0")]
    [InlineData("zTXt", "x\0\0")]
    [InlineData("iTXt", "x\0\u0001\0\0\0")]
    public void Decode_CompressedRemarksOfAHundredMegabytes_AreNotUnpacked(string kind, string head)
    {
        byte[] content = [.. head.Select(letter => (byte)letter), .. TestPng.Deflate(new byte[100_000_000])];
        var chunk = TestPng.Chunk(kind.Select(letter => (byte)letter).ToArray(), content);
        var png = TestPng.File(2, 1, 8, TestPng.Grey, [0, 7, 9], chunks: chunk);
        using var file = ImageFile.Open(png, ImageLimits.Default);
        using var image = file.Decode();
        image.Row(0)[4].Should().Be(9);
    }

    [Theory]
    [InlineData("tEXt", 0x7FFFFFFFu)]
    [InlineData("tEXt", 0xFFFFFFFFu)]
    [InlineData("eXIf", 0x7FFFFFFFu)]
    [InlineData("eXIf", 0xFFFFFFFFu)]
    [InlineData("iCCP", 0x7FFFFFF0u)]
    public void Open_ChunkThatClaimsGigabytes_IsRefused(string kind, uint length)
    {
        var chunk = TestPng.Chunk(kind.Select(letter => (byte)letter).ToArray(), new byte[10]);
        BinaryPrimitives.WriteUInt32BigEndian(chunk, length);
        var png = TestPng.File(2, 1, 8, TestPng.Grey, [0, 7, 9], chunks: chunk);
        Refused(png, ImageLimits.Default).Code.Should().Be(ServingErrorCode.InvalidArgument);
    }

    [Fact]
    public void Decode_JpegOfThousandsOfScans_IsRefused()
    {
        // 100 KB that say to go over all pixels two thousand times.
        using var file = ImageFile.Open(TestJpeg.OfScans(4000, 2000), ImageLimits.Default);
        FluentActions
            .Invoking(() => file.Decode())
            .Should()
            .Throw<ServingException>()
            .Which.Code.Should()
            .Be(ServingErrorCode.InvalidArgument);
    }

    [Fact]
    public void Decode_JpegOfSomeScans_IsItsPicture()
    {
        using var file = ImageFile.Open(TestJpeg.OfScans(100, 64), ImageLimits.Default);
        using var image = file.Decode();
        image.Row(99)[^4..].ToArray().Should().Equal(128, 128, 128, 255);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Decode_FileCutAnywhere_IsRefusedOrWhole(string name)
    {
        var content = TestFiles.All[name]();
        using var whole = Decode(content)!;
        var refused = 0;
        for (var length = 0; length < content.Length; length++)
        {
            using var image = Decode(content.AsMemory(0, length));
            if (image is null)
                refused++;
            else
                TestPictures.LargestDifference(image, whole).Should().Be(0, $"of {length} bytes");
        }

        // Frames after the first, and marks of the end, need not be there.
        refused.Should().BeGreaterThan(content.Length / 2);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Decode_RandomBytesBehindTheStart_EndsWell(string name)
    {
        var content = TestFiles.All[name]();
        var random = new Random(17);
        for (var seed = 0; seed < 400; seed++)
        {
            var bytes = content.ToArray();
            random.NextBytes(bytes.AsSpan(random.Next(8, 64)));
            Decode(bytes)?.Dispose();
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Decode_BytesChangedHereAndThere_EndsWell(string name)
    {
        var content = TestFiles.All[name]();
        var random = new Random(18);
        for (var seed = 0; seed < 400; seed++)
        {
            var bytes = content.ToArray();
            for (var i = random.Next(1, 8); i > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            Decode(bytes)?.Dispose();
        }
    }

    // Null where it is refused as a caller's fault.
    private static PixelImage? Decode(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var file = ImageFile.Open(content, Small);
            return file.Decode();
        }
        catch (ServingException error)
        {
            error.Code.Should().BeOneOf(ServingErrorCode.InvalidArgument, ServingErrorCode.TooLarge);
            return null;
        }
    }

    private static ServingException Refused(byte[] content, ImageLimits limits) =>
        FluentActions.Invoking(() => ImageFile.Open(content, limits)).Should().Throw<ServingException>().Which;
}
