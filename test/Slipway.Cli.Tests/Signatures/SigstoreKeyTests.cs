using System.Security.Cryptography;
using System.Text;
using Slipway.Cli.Signatures;
using Slipway.Oci.Signatures;

namespace Slipway.Cli.Tests.Signatures;

public sealed class SigstoreKeyTests
{
    // Of tests only: made by OpenSSL, and closed by Python's scrypt and libsodium's secretbox as cosign does.
    private const string Closed = """
        eyJrZGYiOnsibmFtZSI6InNjcnlwdCIsInBhcmFtcyI6eyJOIjozMjc2OCwiciI6
        OCwicCI6MX0sInNhbHQiOiJXSTdUZld1VEU1TGhxSmE1LzBkMllpOVVvMlEvNnZJ
        KzUweEthU3VuWGxRPSJ9LCJjaXBoZXIiOnsibmFtZSI6Im5hY2wvc2VjcmV0Ym94
        Iiwibm9uY2UiOiJDN0RaN05EMW9LZ3IrQzQ0b2h0REErSUU3aXpDVnptNiJ9LCJj
        aXBoZXJ0ZXh0IjoiRzY5NnJsSjZvS3YwL2xYcnZ3RXVCcHk2VTRGRXdrNnlNSGxK
        b0loN3ZpbThrMElwU0NuQ2NhNlY0dTZSMHUramxSVy9DTVlNcnp6RTkyMDRCRDNK
        b3pwODIxbi9GSzFjQlVtV2JBaXdKU3ExbXVuVk1CMjYyZkt2blVoY0ZNK1djUkd5
        djUvUDNZbzMrYXU3dHRCNTlwRXJpM0c0dXRHbEhGdlpPbk9HOHBsNmVQVDFDaFB4
        cVQ4YlNHcGFvbm9NbFE5QlRDS05mSWxEbUE9PSJ9
        """;

    private const string Public = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEB3JO5OZxpYoH1ynO11HlZstvZKbw
        Gs+npWk0sKEEZkeZBkNmyI4VXi8tmd7TsekG3my4iaidtt7DWvzeZkQmtg==
        -----END PUBLIC KEY-----
        """;

    [Fact]
    public void Open_ClosedByOthers_IsTheKey()
    {
        var pkcs8 = SigstoreKey.Open(Content(), "pässword", "cosign.key")!;

        using var key = SigningKey.ReadPkcs8(pkcs8, "cosign.key");
        key.Public.ToPem().Trim().Should().Be(Public.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Open_WrongPassphrase_IsNothing() =>
        SigstoreKey.Open(Content(), "password", "cosign.key").Should().BeNull();

    [Fact]
    public void Close_ThenOpen_IsTheSame()
    {
        var closed = SigstoreKey.Close("a key"u8.ToArray(), "");

        closed.Should().StartWith("-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n");
        SigstoreKey.Open(Content(closed), "", "a.key").Should().Equal("a key"u8.ToArray());
    }

    [Theory]
    [InlineData("\"N\":32768", "\"N\":1073741824")]
    [InlineData("\"r\":8", "\"r\":4096")]
    [InlineData("scrypt", "argon2")]
    [InlineData("nacl/secretbox", "aes")]
    [InlineData("\"salt\":\"", "\"salt\":1,\"was\":\"")]
    public void Open_OtherForms_AreRefusedBeforeTheyCost(string what, string instead)
    {
        var changed = Encoding.UTF8.GetString(Content()).Replace(what, instead);

        var open = () => SigstoreKey.Open(Encoding.UTF8.GetBytes(changed), "pässword", "cosign.key");

        open.Should().Throw<CliException>().WithMessage("*cosign.key*").Which.ExitCode.Should().Be(ExitCodes.Usage);
    }

    private static byte[] Content() => Convert.FromBase64String(Closed);

    private static byte[] Content(string pem) => Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data]);
}
