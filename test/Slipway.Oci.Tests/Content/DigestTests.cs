using Slipway.Errors;
using Slipway.Oci.Content;

namespace Slipway.Oci.Tests.Content;

public sealed class DigestTests
{
    private const string OfNothing = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Fact]
    public void Of_Bytes_IsTheirHash() => Digest.Of([]).ToString().Should().Be(OfNothing);

    [Fact]
    public void Parse_Digest_IsEqual() => Digest.Parse(OfNothing).Should().Be(Digest.Of([]));

    [Theory]
    [InlineData("")]
    [InlineData("sha256")]
    [InlineData("sha256:")]
    [InlineData("sha256:e3b0")]
    [InlineData("sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("sha256:../../../../../../../../../../../../../../../../../../../etc/passwd")]
    [InlineData("md5:d41d8cd98f00b204e9800998ecf8427e")]
    public void Parse_SomethingElse_IsRefused(string text)
    {
        var parse = () => Digest.Parse(text);

        parse.Should().Throw<ServingException>().Where(e => e.Reason == "digest");
    }

    [Fact]
    public void Matches_Sha512_ByItsOwnAlgorithm()
    {
        var digest = Digest.Parse(
            $"sha512:{Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData("x"u8))}"
        );
        using var hash = digest.CreateHash();
        hash.AppendData("x"u8);

        digest.Matches(hash).Should().BeTrue();
        digest.Matches(hash).Should().BeFalse("it started anew");
    }
}
