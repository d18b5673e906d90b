using Slipway.Errors;
using Slipway.Kubernetes.Conversion;

namespace Slipway.Kubernetes.Tests.Conversion;

public sealed class ForeignManifestTests
{
    [Theory]
    [InlineData("kind: A\n---\nkind: B\n")]
    [InlineData("---\nkind: A\n--- \n# nothing\n---\n\n---\nkind: B\n...\n")]
    [InlineData("{\"kind\": \"List\", \"items\": [{\"kind\": \"A\"}, {\"kind\": \"B\"}]}")]
    [InlineData("kind: InferenceServiceList\nitems:\n- kind: A\n- kind: B\n")]
    public void Read_DocumentsAndLists_AreTheirObjects(string text) =>
        ForeignManifest.Read(text, "f").Select(each => each["kind"]!.ToString()).Should().Equal("A", "B");

    [Fact]
    public void Read_Nothing_IsNothing() => ForeignManifest.Read("# nothing\n---\n", "f").Should().BeEmpty();

    [Fact]
    public void Read_WhatIsNoYaml_SaysWhereInTheFile()
    {
        var reading = () => ForeignManifest.Read("kind: A\n---\nkind: B\nx: [1,\n", "f.yaml");

        reading.Should().Throw<ServingException>().WithMessage("f.yaml, line 5*");
    }

    [Fact]
    public void Read_AKeyThatIsThereTwice_IsRefused()
    {
        var reading = () => ForeignManifest.Read("kind: A\nkind: B\n", "f.yaml");

        reading.Should().Throw<ServingException>().WithMessage("f.yaml, line 2*kind*");
    }
}
