using Slipway.Errors;
using Slipway.Oci.References;

namespace Slipway.Oci.Tests.References;

public sealed class ImageReferenceTests
{
    private const string Hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Theory]
    [InlineData("registry.example/iris", "registry.example", "iris", null, null)]
    [InlineData("registry.example:5000/team/iris:1.0", "registry.example:5000", "team/iris", "1.0", null)]
    [InlineData("localhost/iris:v1", "localhost", "iris", "v1", null)]
    [InlineData("127.0.0.1:5000/iris", "127.0.0.1:5000", "iris", null, null)]
    [InlineData("[::1]:5000/iris:2", "[::1]:5000", "iris", "2", null)]
    [InlineData("iris", "docker.io", "library/iris", null, null)]
    [InlineData("iris:3", "docker.io", "library/iris", "3", null)]
    [InlineData("team/iris", "docker.io", "team/iris", null, null)]
    [InlineData("index.docker.io/team/iris", "docker.io", "team/iris", null, null)]
    [InlineData($"registry.example/iris@sha256:{Hex}", "registry.example", "iris", null, $"sha256:{Hex}")]
    [InlineData($"registry.example/iris:1@sha256:{Hex}", "registry.example", "iris", "1", $"sha256:{Hex}")]
    [InlineData("registry.example/a__b/c-d--e.f", "registry.example", "a__b/c-d--e.f", null, null)]
    public void Parse_Reference_HasItsParts(
        string text,
        string registry,
        string repository,
        string? tag,
        string? digest
    )
    {
        var reference = ImageReference.Parse(text);

        reference.Registry.Should().Be(registry);
        reference.Repository.Should().Be(repository);
        reference.Tag.Should().Be(tag);
        reference.Digest?.ToString().Should().Be(digest);
        ImageReference.Parse(reference.ToString()).Should().Be(reference);
    }

    [Theory]
    [InlineData("", "name")]
    [InlineData("registry.example/", "name")]
    [InlineData("registry.example/Iris", "small letters")]
    [InlineData("registry.example/iris:", "tag")]
    [InlineData("registry.example/iris:-1", "tag")]
    [InlineData("registry.example/iris:1\n", "tag")]
    [InlineData("registry.example/iris@sha256:12", "@")]
    [InlineData("registry.example/iris@md5:d41d8cd98f00b204e9800998ecf8427e", "@")]
    [InlineData("registry.example/../iris", "name")]
    [InlineData("registry.example//iris", "name")]
    [InlineData("https://registry.example/iris", "host")]
    [InlineData("registry.example:port/iris", "host")]
    [InlineData("user:secret@registry.example/iris", "@")]
    [InlineData("-bad.example/iris", "host")]
    public void Parse_WrongReference_SaysWhichPart(string text, string part)
    {
        var parse = () => ImageReference.Parse(text);

        parse.Should().Throw<ServingException>().Where(e => e.Reason == "image-reference").WithMessage($"*{part}*");
    }

    [Fact]
    public void Manifest_OfAReference_IsTheDigestThenTheTagThenLatest()
    {
        ImageReference.Parse("registry.example/iris").Manifest.Should().Be("latest");
        ImageReference.Parse("registry.example/iris:1").Manifest.Should().Be("1");
        ImageReference.Parse($"registry.example/iris:1@sha256:{Hex}").Manifest.Should().Be($"sha256:{Hex}");
    }

    [Fact]
    public void Parse_NameBeyondTheLimit_IsRefused()
    {
        ImageReference.TryParse($"registry.example/{new string('a', 255)}", out _, out _).Should().BeTrue();
        ImageReference.TryParse($"registry.example/{new string('a', 256)}", out _, out _).Should().BeFalse();
    }
}
