using System.Text.Json;
using System.Text.RegularExpressions;
using Slipway.Oci.Content;
using Slipway.Oci.Supply;

namespace Slipway.Oci.Tests.Supply;

/// <summary>What is checked is what the schema and the text of SPDX 2.3 ask for.</summary>
public sealed partial class SbomTests
{
    private static readonly SbomInput Input = new()
    {
        Name = "registry.example/team/iris",
        Version = "1.0",
        Digest = Digest.Of("image"u8),
        Tool = "slipway-0.1.0",
        Base = new SbomComponent("nano", "1") { Digest = Digest.Of("base"u8) },
        Components =
        [
            new("YamlDotNet", "18.1.0") { PackageUrl = PackageUrl.NuGet("YamlDotNet", "18.1.0"), License = "MIT" },
            new("libc6", "2.36-9+deb12u7") { PackageUrl = PackageUrl.Debian("libc6", "2.36-9+deb12u7", "amd64") },
        ],
        Models =
        [
            new("iris", "1", [new("models/iris/1/model.onnx", new('1', 40), new('2', 64))]) { License = "Apache-2.0" },
        ],
    };

    [Fact]
    public void Write_Document_HasWhatSpdxRequires()
    {
        var root = Parse(Input);

        root.GetProperty("spdxVersion").GetString().Should().Be("SPDX-2.3");
        root.GetProperty("dataLicense").GetString().Should().Be("CC0-1.0");
        root.GetProperty("SPDXID").GetString().Should().Be("SPDXRef-DOCUMENT");
        root.GetProperty("name").GetString().Should().Be("registry.example/team/iris");
        var name = new Uri(root.GetProperty("documentNamespace").GetString()!, UriKind.Absolute);
        name.Fragment.Should().BeEmpty();
        var creation = root.GetProperty("creationInfo");
        creation.GetProperty("created").GetString().Should().Be("1970-01-01T00:00:00Z");
        creation.GetProperty("creators").EnumerateArray().Single().GetString().Should().Be("Tool: slipway-0.1.0");
        foreach (var package in root.GetProperty("packages").EnumerateArray())
        {
            package.GetProperty("name").GetString().Should().NotBeEmpty();
            package.GetProperty("downloadLocation").GetString().Should().Be("NOASSERTION");
            package.GetProperty("filesAnalyzed").GetBoolean().Should().BeFalse();
        }

        foreach (var file in root.GetProperty("files").EnumerateArray())
        {
            file.GetProperty("fileName").GetString().Should().StartWith("./");
            Texts(file.GetProperty("checksums"), "algorithm").Should().Equal("SHA1", "SHA256");
        }
    }

    [Fact]
    public void Write_Identifiers_AreAllowedUniqueAndResolve()
    {
        var root = Parse(Input);

        string[] ids =
        [
            root.GetProperty("SPDXID").GetString()!,
            .. Texts(root.GetProperty("packages"), "SPDXID"),
            .. Texts(root.GetProperty("files"), "SPDXID"),
        ];
        ids.Should().OnlyHaveUniqueItems().And.AllSatisfy(id => IdPattern().IsMatch(id).Should().BeTrue());
        var relationships = root.GetProperty("relationships");
        Texts(relationships, "spdxElementId").Should().BeSubsetOf(ids);
        Texts(relationships, "relatedSpdxElement").Should().BeSubsetOf(ids);
        Texts(relationships, "relatedSpdxElement").Should().BeEquivalentTo(ids[1..], "each is said to be somewhere");
    }

    [Fact]
    public void Write_Packages_SayWhatIsKnown()
    {
        var packages = Parse(Input).GetProperty("packages").EnumerateArray().ToList();

        packages
            .Select(package => package.GetProperty("name").GetString())
            .Should()
            .Equal("registry.example/team/iris", "nano", "YamlDotNet", "libc6", "iris");
        packages
            .Select(package => package.GetProperty("licenseDeclared").GetString())
            .Should()
            .Equal("NOASSERTION", "NOASSERTION", "MIT", "NOASSERTION", "Apache-2.0");
        Purl(packages[0]).Should().Be($"pkg:oci/iris@{Digest.Of("image"u8)}?repository_url=registry.example/team/iris");
        Purl(packages[2]).Should().Be("pkg:nuget/YamlDotNet@18.1.0");
        Purl(packages[3]).Should().Be("pkg:deb/debian/libc6@2.36-9%2Bdeb12u7?arch=amd64");
        packages[1]
            .GetProperty("checksums")[0]
            .GetProperty("checksumValue")
            .GetString()
            .Should()
            .Be(Digest.Of("base"u8).Hex);
    }

    [Fact]
    public void Write_SameInputInAnotherOrder_IsTheSameDocument()
    {
        var first = Sbom.Write(Input).Content.ToArray();
        var second = Sbom.Write(Input with { Components = [.. Input.Components.Reverse()] }).Content.ToArray();

        second.Should().Equal(first);
    }

    [Fact]
    public void Write_OtherContent_HasAnotherNamespace()
    {
        var first = Parse(Input).GetProperty("documentNamespace").GetString();
        var second = Parse(Input with { Components = [] }).GetProperty("documentNamespace").GetString();

        second.Should().NotBe(first);
        second.Should().Contain(Input.Digest.Hex);
    }

    [Fact]
    public async Task File_Read_HasTheHashesOfItsContent()
    {
        using var content = new MemoryStream("abc"u8.ToArray());

        var file = await SbomFile.ReadAsync("model.onnx", content, CancellationToken.None);

        // The examples of FIPS 180.
        file.Sha1.Should().Be("a9993e364706816aba3e25717850c26c9cd0d89d");
        file.Sha256.Should().Be("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    private static JsonElement Parse(SbomInput input) => JsonDocument.Parse(Sbom.Write(input).Content).RootElement;

    private static IEnumerable<string> Texts(JsonElement array, string member) =>
        array.EnumerateArray().Select(entry => entry.GetProperty(member).GetString()!);

    private static string? Purl(JsonElement package)
    {
        var reference = package.GetProperty("externalRefs")[0];
        reference.GetProperty("referenceCategory").GetString().Should().Be("PACKAGE-MANAGER");
        reference.GetProperty("referenceType").GetString().Should().Be("purl");
        return reference.GetProperty("referenceLocator").GetString();
    }

    [GeneratedRegex(@"^SPDXRef-[a-zA-Z0-9.-]+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IdPattern();
}
