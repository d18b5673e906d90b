using Slipway.Configuration;
using Slipway.Deployment.Manifest.Layers;

namespace Slipway.Deployment.Tests.Manifest.Layers;

public sealed class NodeMergeTests
{
    // RFC 7396, appendix A: its cases with mappings at the top.
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", """{}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("""{}""", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void Over_CasesOfTheSpecification_GiveItsResults(string below, string above, string result) =>
        JsonTree.Of(NodeMerge.Over(Tree(below), Tree(above))).Root.ToJsonString().Should().Be(result);

    [Fact]
    public void Over_AMappingInBoth_IsWhereTheBaseHasIt()
    {
        var below = Tree("a:\n  b: 1\n");
        var above = Tree("\n\na:\n  b: 2\n  c: 3\n");

        var places = JsonTree.Of(NodeMerge.Over(below, above)).Places;
        places["a"].Key.Line.Should().Be(1);
        places["a.b"].Key.Line.Should().Be(4);

        JsonTree.Of(NodeMerge.Under(above, below)).Places["a"].Key.Line.Should().Be(3);
    }

    private static SourceMapping Tree(string yaml)
    {
        using var text = new StringReader(yaml);
        return YamlComposer.Compose(text, "f").Root!;
    }
}
