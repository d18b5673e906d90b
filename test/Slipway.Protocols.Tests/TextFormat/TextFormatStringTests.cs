using System.Text;
using Slipway.Errors;
using Slipway.Protocols.Tests.TextFormat.Proto;
using Slipway.Protocols.TextFormat;

namespace Slipway.Protocols.Tests.TextFormat;

public sealed class TextFormatStringTests
{
    [Theory]
    [InlineData("\"\"", "")]
    [InlineData("'it is \"so\"'", "it is \"so\"")]
    [InlineData("\"it's\"", "it's")]
    [InlineData("'a' \"b\"\n # and\n 'c'", "abc")]
    [InlineData(@"'\a\b\f\n\r\t\v\?\\\'\""'", "\a\b\f\n\r\t\v?\\'\"")]
    [InlineData(@"'\101\1012\0'", "AA2\0")]
    [InlineData(@"'\x41\x4a4\X4G'", "AJ4\u0004G")]
    [InlineData(@"'\u00e9\U0001F600'", "é😀")]
    [InlineData(@"'\uD83D\uDE00'", "😀")]
    [InlineData("'é# no comment'", "é# no comment")]
    [InlineData(@"'\303\251'", "é")]
    [InlineData(@"'\303' '\251'", "é")]
    public void Text_InQuotes_IsResolved(string quoted, string expected) =>
        Parse($"text: {quoted}").Text.Should().Be(expected);

    [Fact]
    public void Bytes_NotUtf8_AreKept() =>
        Parse(@"bytes: '\377\x00\xfe'").Bytes.ToByteArray().Should().Equal(0xff, 0, 0xfe);

    [Theory]
    [InlineData(@"'\377'", "not UTF-8")]
    [InlineData(@"'\q'", "escape '\\q'")]
    [InlineData(@"'\400'", "escape '\\400'")]
    [InlineData(@"'\x'", "escape '\\x'")]
    [InlineData(@"'\u12'", "escape '\\u12'")]
    [InlineData(@"'\uD83D'", "escape '\\uD83D'")]
    [InlineData(@"'\uD83D\u0041'", "escape '\\uD83D")]
    [InlineData(@"'\U00110000'", "escape '\\U00110000'")]
    [InlineData(@"'a' '\q' 'b'", "escape '\\q'")]
    [InlineData("'open", "no closing '")]
    [InlineData("'open\n'", "no closing '")]
    [InlineData("\"open\\\"", "no closing \"")]
    [InlineData("bare", "takes a text in quotes, found 'bare'")]
    [InlineData("7", "takes a text in quotes, found '7'")]
    public void Text_Wrong_IsRefusedWithItsPlace(string quoted, string message)
    {
        var parse = () => Parse($"\n text: {quoted}");
        parse
            .Should()
            .Throw<ServingException>()
            .Which.Message.Should()
            .Contain(message)
            .And.Contain("line 2, column 8");
    }

    [Fact]
    public void File_WithByteOrderMark_IsRead()
    {
        using var file = new TemporaryText([.. Encoding.UTF8.Preamble, .. "text: 'é'"u8]);
        TextFormatParser.ParseFile(file.Path, Everything.Descriptor, Everything.Parser).Message.Text.Should().Be("é");
    }

    [Fact]
    public void File_NotUtf8_IsRefusedByName()
    {
        using var file = new TemporaryText([(byte)'#', 0xff]);
        var parse = () => TextFormatParser.ParseFile(file.Path, Everything.Descriptor, Everything.Parser);
        parse
            .Should()
            .Throw<ServingException>()
            .Which.Message.Should()
            .StartWith(Path.GetFileName(file.Path))
            .And.Contain("not UTF-8");
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void File_AtItsLimit_IsReadAndOverItRefused(int length, bool isRead)
    {
        using var file = new TemporaryText([.. Enumerable.Repeat((byte)' ', length)]);
        var limits = new TextFormatLimits { MaxLength = 100 };
        var parse = () => TextFormatParser.ParseFile(file.Path, Everything.Descriptor, Everything.Parser, limits);
        if (isRead)
            parse.Should().NotThrow();
        else
            parse.Should().Throw<ServingException>().Which.Code.Should().Be(ServingErrorCode.TooLarge);
    }

    private static Everything Parse(string text) =>
        TextFormatParser.Parse(text, Everything.Descriptor, Everything.Parser, "test.pbtxt");

    private sealed class TemporaryText : IDisposable
    {
        public TemporaryText(byte[] content) => File.WriteAllBytes(Path, content);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
