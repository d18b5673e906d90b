using System.Text;
using Slipway.Gateway.Console.Playground;

namespace Slipway.Gateway.Tests.Console.Playground;

public sealed class ReadableJsonTests
{
    [Fact]
    public void Of_Json_IsIndentedAndKeepsItsLetters() =>
        ReadableJson
            .Of("""{"text":"Zürich <b>"}"""u8)
            .ReplaceLineEndings("\n")
            .Should()
            .Be("{\n  \"text\": \"Zürich <b>\"\n}");

    [Fact]
    public void Of_WhatIsNoJson_IsAsItCame() => ReadableJson.Of("no json"u8).Should().Be("no json");

    [Fact]
    public void Of_ALongBody_IsCutOff()
    {
        var shown = ReadableJson.Of(Encoding.UTF8.GetBytes("\"" + new string('x', 1_000_000) + "\""));

        shown.Length.Should().BeLessThanOrEqualTo(ReadableJson.Most + 1);
        shown.Should().EndWith("…");
    }
}
