using Slipway.Errors;
using Slipway.Oci.References;

namespace Slipway.Oci.Tests.References;

public sealed class ContentLocationTests
{
    [Theory]
    [InlineData("registry.example/team/iris:1", "registry.example/team/iris:1")]
    [InlineData("oci://registry.example/iris", "registry.example/iris")]
    [InlineData("iris", "docker.io/library/iris")]
    public void Parse_Reference_IsInARegistry(string text, string reference) =>
        ContentLocation.Parse(text).Should().Be(new ContentLocation.Registry(ImageReference.Parse(reference)));

    [Theory]
    [InlineData("oci:images", "images", null)]
    [InlineData("oci:images:1", "images", "1")]
    [InlineData("oci:/a:b/images", "/a:b/images", null)]
    [InlineData("oci:./images:v1.0-rc", "./images", "v1.0-rc")]
    public void Parse_Layout_TagIsWhatFollowsTheLastColonOfTheLastPart(string text, string folder, string? tag) =>
        ContentLocation.Parse(text).Should().Be(new ContentLocation.Layout(folder, tag));

    [Fact]
    public void Parse_Archives_AreFiles()
    {
        ContentLocation.Parse("oci-archive:a.tar:2").Should().Be(new ContentLocation.OciArchive("a.tar", "2"));
        ContentLocation.Parse("docker-archive:b.tar").Should().Be(new ContentLocation.DockerArchive("b.tar"));
    }

    [Theory]
    [InlineData("oci:")]
    [InlineData("docker-archive:")]
    [InlineData("Registry/UPPER")]
    public void Parse_Nothing_IsRefused(string text)
    {
        var parse = () => ContentLocation.Parse(text);
        parse.Should().Throw<ServingException>().Which.Code.Should().Be(ServingErrorCode.InvalidArgument);
    }

    [Theory]
    [InlineData("oci:images:1")]
    [InlineData("oci-archive:a.tar")]
    [InlineData("docker-archive:b.tar")]
    [InlineData("registry.example/iris:1")]
    public void ToString_IsWhatParseTakes(string text) => ContentLocation.Parse(text).ToString().Should().Be(text);
}
