using System.Text;
using Slipway.Errors;
using Slipway.Oci.Content;

namespace Slipway.Oci.Tests.Content;

public sealed class ManifestContentTests
{
    private const string Config =
        """{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2}""";

    [Theory]
    [InlineData("""{"config":null,"layers":[]}""")]
    [InlineData("""{"config":CONFIG,"layers":null}""")]
    [InlineData("""{"config":CONFIG,"layers":[null]}""")]
    [InlineData("""{"config":CONFIG,"layers":[{"mediaType":"x","digest":null,"size":1}]}""")]
    [InlineData(
        """{"config":CONFIG,"layers":[{"mediaType":null,"digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":1}]}"""
    )]
    [InlineData(
        """{"config":CONFIG,"layers":[{"mediaType":"x","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":-1}]}"""
    )]
    [InlineData(
        """{"config":CONFIG,"layers":[{"mediaType":"x","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":9223372036854775807}]}"""
    )]
    [InlineData("""{"config":CONFIG,"layers":[],"annotations":{"a":null}}""")]
    [InlineData("""{"config":CONFIG,"layers":[],"subject":{"mediaType":"x","digest":"sha256:1","size":1}}""")]
    [InlineData("null")]
    [InlineData("[]")]
    public void Read_ManifestThatPointsAtNothing_IsRefused(string manifest)
    {
        var bytes = Encoding.UTF8.GetBytes(manifest.Replace("CONFIG", Config, StringComparison.Ordinal));

        var read = () => ManifestContent.Read(MediaTypes.Manifest, bytes);

        read.Should().Throw<ServingException>().Which.Code.Should().Be(ServingErrorCode.InvalidArgument);
    }

    [Fact]
    public void Read_ImageIndexOfNothing_IsRefused()
    {
        var read = () =>
            ManifestContent.Read(MediaTypes.Index, """{"schemaVersion":2,"manifests":[null]}"""u8.ToArray());

        read.Should().Throw<ServingException>().Which.Reason.Should().Be("corrupt-content");
    }

    [Fact]
    public void Read_Manifest_IsWhatWasWritten()
    {
        var bytes = Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"config":{{Config}},"layers":[]}""");

        ManifestContent.Read(MediaTypes.Manifest, bytes).AsManifest().Config.Size.Should().Be(2);
    }
}
