using System.Security.Cryptography;
using Slipway.Errors;
using Slipway.Oci.Signatures;

namespace Slipway.Oci.Tests.Signatures;

public sealed class KeyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("PKCS #8")]
    [InlineData("PKCS #8 with a passphrase")]
    [InlineData("SEC 1")]
    public void Parse_PrivateKey_IsTheKey(string form)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = form switch
        {
            "PKCS #8" => key.ExportPkcs8PrivateKeyPem(),
            "SEC 1" => key.ExportECPrivateKeyPem(),
            _ => key.ExportEncryptedPkcs8PrivateKeyPem(
                "secret",
                new(PbeEncryptionAlgorithm.Aes256Cbc, new("SHA256"), 1000)
            ),
        };

        using var parsed = SigningKey.Parse(pem, "my.key", () => "secret");

        parsed.Public.ToPem().Trim().Should().Be(key.ExportSubjectPublicKeyInfoPem());
        parsed.Public.Verifies("text"u8, parsed.Sign("text"u8)).Should().BeTrue();
        parsed.Public.Verifies("texts"u8, parsed.Sign("text"u8)).Should().BeFalse();
    }

    [Fact]
    public void Parse_WrongPassphrase_IsRefused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = key.ExportEncryptedPkcs8PrivateKeyPem(
            "secret",
            new(PbeEncryptionAlgorithm.Aes256Cbc, new("SHA256"), 1000)
        );

        var parse = () => SigningKey.Parse(pem, "my.key", () => "wrong");

        parse.Should().Throw<ServingException>().WithMessage("*my.key*passphrase*");
    }

    [Fact]
    public void Parse_OtherKeys_AreRefusedInWords()
    {
        using var rsa = RSA.Create(2048);
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Refusal(() => VerificationKey.Parse(rsa.ExportSubjectPublicKeyInfoPem(), "k")).Should().Contain("ECDSA");
        Refusal(() => VerificationKey.Parse(p384.ExportSubjectPublicKeyInfoPem(), "k")).Should().Contain("P-256");
        Refusal(() => VerificationKey.Parse(p256.ExportPkcs8PrivateKeyPem(), "k")).Should().Contain("private key");
        Refusal(() => VerificationKey.Parse("hello", "k")).Should().Contain("'k'");
        Refusal(() => SigningKey.Parse(p256.ExportSubjectPublicKeyInfoPem(), "k", NoPassphrase))
            .Should()
            .Contain("private");
        Refusal(() => SigningKey.Parse(p384.ExportPkcs8PrivateKeyPem(), "k", NoPassphrase)).Should().Contain("P-256");
        Refusal(() => VerificationKey.ReadFile(_folder["none.pub"])).Should().Contain("none.pub");
    }

    private static string NoPassphrase() => throw new InvalidOperationException("no passphrase is needed");

    private static string Refusal(Action parse) =>
        parse.Should().Throw<ServingException>().Where(e => e.Reason == "signing-key").Which.Message;
}
