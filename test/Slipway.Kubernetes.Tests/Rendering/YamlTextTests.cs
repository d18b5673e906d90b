using System.Text.Json.Nodes;
using Slipway.Kubernetes.Rendering;
using YamlDotNet.RepresentationModel;

namespace Slipway.Kubernetes.Tests.Rendering;

public sealed class YamlTextTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("ner:3")]
    [InlineData("yes")]
    [InlineData("NO")]
    [InlineData("null")]
    [InlineData("~")]
    [InlineData("1e3")]
    [InlineData("0x1f")]
    [InlineData("2026-11-26")]
    [InlineData("1.10")]
    [InlineData(".5")]
    [InlineData("12:30")]
    [InlineData("")]
    [InlineData(" leading")]
    [InlineData("trailing ")]
    [InlineData("a: b")]
    [InlineData("a #b")]
    [InlineData("- item")]
    [InlineData("\"quoted\"")]
    [InlineData("{flow}")]
    [InlineData("*alias")]
    [InlineData("&anchor")]
    [InlineData("!tag")]
    [InlineData("@at")]
    [InlineData("%percent")]
    [InlineData("two\nlines\n")]
    [InlineData("two\nlines")]
    [InlineData("two\n\n\n")]
    [InlineData("\nfirst line empty")]
    [InlineData("  indented\nlines")]
    [InlineData("trailing \nspace")]
    [InlineData("tab\there")]
    [InlineData("carriage\r\nreturn")]
    [InlineData("\u0001control")]
    [InlineData("Zürich ✓")]
    public void Of_AText_ReadsAsThatText(string text)
    {
        var yaml = YamlText.Of(new JsonObject { ["key"] = text, [text] = 1 });

        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        var root = (YamlMappingNode)stream.Documents.Single().RootNode;
        ((YamlScalarNode)root.Children[new YamlScalarNode("key")]).Value.Should().Be(text);
        root.Children.Keys.Cast<YamlScalarNode>().Last().Value.Should().Be(text);
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("1.10")]
    [InlineData("0x1f")]
    [InlineData("null")]
    [InlineData("2026-11-26")]
    [InlineData("1e3")]
    [InlineData("12:30")]
    public void Of_ATextThatLooksLikeSomethingElse_IsQuoted(string text) =>
        YamlText.Of(new JsonObject { ["key"] = text }).Should().Be($"key: \"{text}\"\n");

    [Fact]
    public void Of_NestedValues_IsBlockStyleInTheOrderOfMembers() =>
        YamlText
            .Of(JsonNode.Parse("""{"b":{"list":[1,2.50,true,null,{"c":[]}],"x":{}},"a":"text"}""")!)
            .Should()
            .Be(
                """
                b:
                  list:
                  - 1
                  - 2.50
                  - true
                  - null
                  - c: []
                  x: {}
                a: text

                """.ReplaceLineEndings("\n")
            );
}
