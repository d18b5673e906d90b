using Slipway.Cli.Bench.Requests;

namespace Slipway.Cli.Tests.Bench.Requests;

public sealed class HeaderTextTests
{
    [Theory]
    [InlineData("X-A: b: c", "X-A", "b: c")]
    [InlineData("a:", "a", "")]
    public void Parse_Header_IsNameAndValue(string text, string name, string value)
    {
        HeaderText.Parse(text).Should().Be((name, value));
    }

    [Theory]
    [InlineData("no colon")]
    [InlineData(": value")]
    [InlineData("two words: value")]
    [InlineData("a: b\r\nEvil: c")]
    [InlineData("a: \u2028")]
    [InlineData("content-length: 5")]
    [InlineData("Transfer-Encoding: chunked")]
    public void Parse_WhatWouldBreakTheRequest_IsRefused(string text)
    {
        var act = () => HeaderText.Parse(text);

        act.Should().Throw<CliException>().WithMessage("--header*");
    }
}
