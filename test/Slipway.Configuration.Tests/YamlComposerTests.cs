using CsCheck;

namespace Slipway.Configuration.Tests;

public sealed class YamlComposerTests
{
    private static readonly string[] Pieces =
    [
        "a: &x\n",
        "b: *x\n",
        "? ",
        "- ",
        "  c: {",
        "d: |\n  e\n",
        "...\n",
        "---\n",
    ];

    [Fact]
    public void Compose_KeysAndValues_KnowWhereTheyStand()
    {
        var (root, problems) = Compose("a: 1\nb:\n  - x\n  - {c: \"2\"}\n");

        problems.Should().BeEmpty();
        var tree = JsonTree.Of(root!);
        tree.Root.ToJsonString().Should().Be("""{"a":1,"b":["x",{"c":"2"}]}""");
        tree.Places["a"].Mark.Should().Be(new SourceMark("f.yaml", 1, 4));
        tree.Places["a"].Key.Should().Be(new SourceMark("f.yaml", 1, 1));
        tree.Places["b"].Mark.Should().Be(new SourceMark("f.yaml", 2, 1), "a list is found at its key");
        tree.Places["b[0]"].Mark.Should().Be(new SourceMark("f.yaml", 3, 5));
        tree.Places["b[1].c"].Mark.Should().Be(new SourceMark("f.yaml", 4, 9));
    }

    [Fact]
    public void Compose_KeysThatAreThereTwice_AreAllToldWithBothPlaces()
    {
        var (root, problems) = Compose("s:\n  a: 1\n  b: 2\n  a: 3\nt: 1\nt: 2\n");

        problems
            .Should()
            .Equal(
                new SourceProblem(new SourceMark("f.yaml", 4, 3), "s.a", "'a' is here twice; it is on line 2 already"),
                new SourceProblem(new SourceMark("f.yaml", 6, 1), "t", "'t' is here twice; it is on line 5 already")
            );
        JsonTree.Of(root!).Root.ToJsonString().Should().Be("""{"s":{"a":1,"b":2},"t":1}""");
    }

    [Theory]
    [InlineData("~", "null")]
    [InlineData("True", "true")]
    [InlineData("-7", "-7")]
    [InlineData("1.5e3", "1500")]
    [InlineData("1e999", "\"1e999\"")]
    [InlineData(".inf", "\".inf\"")]
    [InlineData("\"5\"", "\"5\"")]
    [InlineData("!!str 5", "\"5\"")]
    [InlineData("0x10", "\"0x10\"")]
    [InlineData("-x", "\"-x\"")]
    public void Compose_Scalars_AreOfTheirKind(string yaml, string json) =>
        JsonTree.Of(Compose($"k: [{yaml}]").Root!).Root.ToJsonString().Should().Be($$"""{"k":[{{json}}]}""");

    [Fact]
    public void Compose_Aliases_StandForWhatTheyName()
    {
        var (root, problems) = Compose("a: &x {n: [1, 2]}\nb: *x\nc: &x 3\nd: *x\n");

        problems.Should().BeEmpty();
        JsonTree.Of(root!).Root.ToJsonString().Should().Be("""{"a":{"n":[1,2]},"b":{"n":[1,2]},"c":3,"d":3}""");
    }

    [Theory]
    [InlineData("a: [1", "']'")]
    [InlineData("a: *x", "no '&x' comes before")]
    [InlineData("a: &x [*x]", "no '&x' comes before")]
    [InlineData("a: 1\n---\nb: 2", "several documents")]
    [InlineData("- a", "top level")]
    [InlineData("a: \"\n", "end of stream")]
    [InlineData("a: b\n c: d\n", "invalid mapping")]
    public void Compose_WhatCannotBeRead_IsOneProblemWithItsPlace(string yaml, string part)
    {
        var (root, problems) = Compose(yaml);

        root.Should().BeNull();
        problems.Should().ContainSingle().Which.Message.Should().Contain(part);
        problems[0].Mark.Line.Should().BeGreaterThan(0);
    }

    [Fact]
    public void Compose_AKeyThatIsNoWord_IsToldAndPassedOver()
    {
        var (root, problems) = Compose("? [a, b]\n: 1\nc: 2\n");

        problems.Should().ContainSingle().Which.Message.Should().Be("a key must be a plain word");
        JsonTree.Of(root!).Root.ToJsonString().Should().Be("""{"c":2}""");
    }

    [Theory]
    [InlineData(10, 12, 1)]
    [InlineData(1, 100, 0)]
    public void Compose_AliasesOfAliases_AreBounded(int width, int levels, int plain)
    {
        var yaml = "a0: &a0 [1]\n";
        for (var i = 1; i < levels; i++)
        {
            yaml += $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", width + plain))}]\n";
        }

        var (root, problems) = Compose(yaml);

        root.Should().BeNull();
        problems.Should().ContainSingle().Which.Message.Should().Contain("expands too far");
    }

    [Fact]
    public void Compose_Anything_NeverThrows() =>
        Gen.OneOf(
                Gen.String[Gen.Char["ab:-[]{}&*!|>'\"#\n ,?~1.%@\t"], 0, 60],
                Gen.String[0, 40],
                Gen.Int[0, Pieces.Length - 1].Array[0, 8].Select(picks => string.Concat(picks.Select(i => Pieces[i])))
            )
            .Sample(
                yaml =>
                {
                    var (root, problems) = Compose(yaml);
                    return root is null ? problems.Count > 0 : JsonTree.Of(root).Root.ToJsonString().Length > 0;
                },
                iter: 3_000
            );

    private static (SourceMapping? Root, IReadOnlyList<SourceProblem> Problems) Compose(string yaml)
    {
        using var text = new StringReader(yaml);
        return YamlComposer.Compose(text, "f.yaml");
    }
}
