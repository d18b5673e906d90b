using System.Text;
using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.Layouts;
using Slipway.Oci.Signatures;

namespace Slipway.Oci.Tests.Signatures;

/// <summary>A signature that cosign made, as the containers projects recorded one: its key, its claim, its bytes.</summary>
public sealed class RecordedCosignTests : IDisposable
{
    private const string Key = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEFNLqFhf4fiN6o/glAuYnq2jYUeL0
        vRuLu/z39pmbVwS9ff5AYnlwaP9sxREajdLY9ynM6G1sy6AAmb7Z63TsLg==
        -----END PUBLIC KEY-----
        """;

    private const string Signed = "sha256:634a8f35b5f16dcf4aaa0822adc0b1964bb786fca12f6831de8ddc45e5986a00";

    private static readonly string Claim =
        """{"critical":{"identity":{"docker-reference":"192.168.64.2:5000/cosign-signed-single-sample"},"image":{"docker-manifest-digest":"DIGEST"},"type":"cosign container image signature"},"optional":null}""".Replace(
            "DIGEST",
            Signed
        );

    private const string Signature =
        "MEYCIQDmtamqYPjMg81nqeBhptrPls44aA/r7PwLmspINJY4MwIhANKRpqe2E9UCBtGFdPoz/8jAbaQm4uP4h+IpwKTE6ClR";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Verify_WhatCosignSigned_IsGoodForThatImageAlone()
    {
        var layout = LayoutFolder.OpenOrCreate(_folder["layout"]);
        var (signed, other) = (Digest.Parse(Signed), Digest.Of("another image"u8));
        await PutAsync(layout, signed);
        await PutAsync(layout, other);
        var verifier = new SignatureVerifier([VerificationKey.Parse(Key, "cosign.pub")]);

        var verified = await verifier.VerifyAsync(layout, signed, "sample", Token);
        var verifyOther = () => verifier.VerifyAsync(layout, other, "sample", Token);

        verified.Single().Reference.Should().Be("192.168.64.2:5000/cosign-signed-single-sample");
        (await verifyOther.Should().ThrowAsync<ServingException>()).Which.Reason.Should().Be("signature-other-image");
    }

    [Fact]
    public void Write_Claim_IsByteForByteCosigns() =>
        Encoding
            .UTF8.GetString(
                new SignedClaim("192.168.64.2:5000/cosign-signed-single-sample", Digest.Parse(Signed)).Write()
            )
            .Should()
            .Be(Claim);

    private static async Task PutAsync(LayoutFolder layout, Digest digest)
    {
        var claim = await TestImage.AddBlobAsync(layout, "application/vnd.dev.cosign.simplesigning.v1+json", Claim);
        var manifest = new Manifest
        {
            Config = await TestImage.AddBlobAsync(layout, MediaTypes.Config, "{}"),
            Layers = [claim with { Annotations = new() { ["dev.cosignproject.cosign/signature"] = Signature } }],
        };
        await layout.AddManifestAsync(ManifestContent.Of(manifest), $"sha256-{digest.Hex}.sig", Token);
    }
}
