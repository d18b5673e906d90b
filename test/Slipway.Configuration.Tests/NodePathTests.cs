namespace Slipway.Configuration.Tests;

public sealed class NodePathTests
{
    [Fact]
    public void Join_KeysWithMarksOfTheNotation_AreQuoted()
    {
        NodePath.Join("", "services").Should().Be("services");
        NodePath.Join("services", "ner").Should().Be("services.ner");
        NodePath.Join("environment", "Logging.Level").Should().Be("environment[\"Logging.Level\"]");
        NodePath.Join("list", 3).Should().Be("list[3]");
    }

    [Theory]
    [InlineData("a.b", "a", true)]
    [InlineData("a[0].b", "a", true)]
    [InlineData("a", "a", true)]
    [InlineData("a", "", true)]
    [InlineData("ab", "a", false)]
    [InlineData("a", "a.b", false)]
    public void IsWithin_APath_KnowsWhatItIsIn(string path, string outer, bool within) =>
        NodePath.IsWithin(path, outer).Should().Be(within);

    [Theory]
    [InlineData("a", "")]
    [InlineData("a.b", "a")]
    [InlineData("a.b[2]", "a.b")]
    [InlineData("a[\"b.c\"]", "a")]
    public void Parent_OfAPath_IsWhatItIsIn(string path, string parent) => NodePath.Parent(path).Should().Be(parent);
}
