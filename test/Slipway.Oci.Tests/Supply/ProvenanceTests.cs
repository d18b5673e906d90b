using System.Text;
using Slipway.Oci.Content;
using Slipway.Oci.Supply;

namespace Slipway.Oci.Tests.Supply;

public sealed class ProvenanceTests
{
    private static readonly Digest Image = Digest.Of("image"u8);
    private static readonly Digest Base = Digest.Of("base"u8);

    private static readonly ProvenanceInput Input = new()
    {
        Name = "registry.example/iris",
        Digest = Image,
        Versions = new() { ["slipway"] = "0.1.0" },
        Parameters = new() { ["platform"] = "linux/amd64" },
        Dependencies = [new("pkg:nuget/YamlDotNet@18.1.0"), new("oci://registry.example/base", Base, "base")],
    };

    [Fact]
    public void Write_Statement_IsAsInTotoAndSlsaHaveIt()
    {
        var document = Provenance.Write(Input);

        Encoding
            .UTF8.GetString(document.Content.Span)
            .Should()
            .Be(
                $$$$$$"""
                {"_type":"https://in-toto.io/Statement/v1",
                "subject":[{"name":"registry.example/iris","digest":{"sha256":"{{{{{{Image.Hex}}}}}}"}}],
                "predicateType":"https://slsa.dev/provenance/v1",
                "predicate":{"buildDefinition":{"buildType":"urn:slipway:build:v1",
                "externalParameters":{"platform":"linux/amd64"},
                "resolvedDependencies":[{"name":"base","uri":"oci://registry.example/base","digest":{"sha256":"{{{{{{Base.Hex}}}}}}"}},
                {"uri":"pkg:nuget/YamlDotNet@18.1.0"}]},
                "runDetails":{"builder":{"id":"urn:slipway:builder:local","version":{"slipway":"0.1.0"}}}}}
                """.ReplaceLineEndings("")
            );
        document.ArtifactType.Should().Be("application/vnd.in-toto+json");
        document
            .Annotations.Should()
            .Contain(new KeyValuePair<string, string>("in-toto.io/predicate-type", "https://slsa.dev/provenance/v1"));
    }

    [Fact]
    public void Write_DependenciesInAnotherOrder_IsTheSameDocument()
    {
        var other = Input with { Dependencies = [.. Input.Dependencies.Reverse(), Input.Dependencies[0]] };

        Provenance.Write(other).Content.ToArray().Should().Equal(Provenance.Write(Input).Content.ToArray());
    }
}
