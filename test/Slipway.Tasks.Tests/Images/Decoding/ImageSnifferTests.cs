using System.Text;
using Slipway.Errors;
using Slipway.Tasks.Images.Decoding;

namespace Slipway.Tasks.Tests.Images.Decoding;

public sealed class ImageSnifferTests
{
    [Theory]
    [InlineData("", "The image is empty: JPEG, PNG")]
    [InlineData("%PDF-1.7 and on", "a PDF document")]
    [InlineData("<svg xmlns=", "an SVG drawing")]
    [InlineData("<!DOCTYPE html>", "a web page")]
    [InlineData("{\"image\":", "JSON")]
    [InlineData("https://example.com/cat.png", "the server fetches none")]
    [InlineData("data:image/png;base64,AAAA", "the text of a data URI")]
    [InlineData("II*\0........", "a TIFF image")]
    [InlineData("\0\0\0\u0020ftypavif....", "an AVIF image")]
    [InlineData("\0\0\0\u0020ftypheic....", "a HEIC image")]
    [InlineData("\0\0\0\u0020ftypisom....", "a video (MP4)")]
    [InlineData("PK\u0003\u0004..........", "a ZIP archive")]
    [InlineData("Hello, world", "text that begins with 'Hello, world'")]
    [InlineData("BM, said the bee", "text that begins with 'BM, said the bee'")]
    [InlineData("\u0001\u0002\u0003\u0004", "its first bytes are 01020304")]
    public void Open_NotAnImage_SaysWhatItIs(string content, string expected)
    {
        var open = () => ImageFile.Open(Encoding.Latin1.GetBytes(content), ImageLimits.Default);
        var error = open.Should().Throw<ServingException>().Which;
        error.Code.Should().Be(ServingErrorCode.InvalidArgument);
        error.Message.Should().Contain(expected).And.Contain(ImageSniffer.Taken);
    }
}
