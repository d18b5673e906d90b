using System.Text;
using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.Layouts;
using Slipway.Oci.Signatures;
using Slipway.Oci.Supply;

namespace Slipway.Oci.Tests.Signatures;

/// <summary>Bundles as cosign 3 lays them out, signed with OpenSSL.</summary>
public sealed class SignatureBundlesTests : IAsyncLifetime
{
    private const string MediaType = "application/vnd.dev.sigstore.bundle.v0.3+json";
    private const string CosignSign = "https://sigstore.dev/cosign/sign/v1";

    private readonly TemporaryFolder _folder = new();
    private LayoutFolder _layout = null!;
    private ManifestContent _image = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        OtherProgram.SkipWhereMissing("openssl");
        _layout = LayoutFolder.OpenOrCreate(_folder["layout"]);
        _image = await TestImage.AddAsync(_layout, "1", "layer");
        string[] generate =
        [
            "genpkey",
            "-algorithm",
            "EC",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-out",
            _folder["key"],
        ];
        await OtherProgram.MustAsync("openssl", generate);
        await OtherProgram.MustAsync("openssl", "pkey", "-in", _folder["key"], "-pubout", "-out", _folder["key.pub"]);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Verify_Bundle_Counts()
    {
        await AttachAsync(Statement(_image.Descriptor.Digest));

        (await VerifyAsync()).Should().ContainSingle().Which.Reference.Should().BeEmpty();
    }

    [Fact]
    public async Task Verify_BundleOfAnotherKey_IsRefused()
    {
        using var other = SigningKey.Create();
        await AttachAsync(Statement(_image.Descriptor.Digest));
        await File.WriteAllTextAsync(_folder["key.pub"], other.Public.ToPem(), Token);

        await ShouldRefuseAsync(SignatureErrors.OtherKey);
    }

    [Fact]
    public async Task Verify_BundleAboutAnotherImage_IsRefused()
    {
        await AttachAsync(Statement(Digest.Of("another"u8)));

        await ShouldRefuseAsync(SignatureErrors.OtherImage);
    }

    [Fact]
    public async Task Verify_PayloadChangedAfterSigning_IsRefused()
    {
        var signed = Statement(Digest.Of("another"u8));
        await AttachAsync(Statement(_image.Descriptor.Digest), signed);

        await ShouldRefuseAsync(SignatureErrors.OtherKey);
    }

    [Fact]
    public async Task Verify_SignedStatementOfAnotherKind_IsNoSignature()
    {
        await AttachAsync(Statement(_image.Descriptor.Digest, "https://spdx.dev/Document"));

        await ShouldRefuseAsync(SignatureErrors.Missing);
    }

    [Theory]
    [InlineData("{}", SignatureErrors.Missing)]
    [InlineData("no json", SignatureErrors.Tampered)]
    [InlineData(
        """{"dsseEnvelope":{"payload":"!","payloadType":"application/vnd.in-toto+json","signatures":[]}}""",
        SignatureErrors.Tampered
    )]
    [InlineData(
        """{"dsseEnvelope":{"payload":"bm90aGluZw==","payloadType":"application/vnd.in-toto+json","signatures":[]}}""",
        SignatureErrors.Missing
    )]
    public async Task Verify_BrokenBundle_IsRefused(string bundle, string reason)
    {
        await AttachBundleAsync(bundle);

        await ShouldRefuseAsync(reason);
    }

    private static string Statement(Digest digest, string predicateType = CosignSign) =>
        $$$"""
            {"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"sha256":"{{{digest.Hex}}}"}}],
            "predicateType":"{{{predicateType}}}","predicate":{}}
            """;

    // Signed is what the envelope has, unless it is said.
    private async Task AttachAsync(string statement, string? signed = null)
    {
        var payload = Encoding.UTF8.GetBytes(statement);
        signed ??= statement;
        await File.WriteAllTextAsync(
            _folder["encoded"],
            $"DSSEv1 28 application/vnd.in-toto+json {Encoding.UTF8.GetByteCount(signed)} {signed}",
            Token
        );
        string[] sign = ["dgst", "-sha256", "-sign", _folder["key"], "-out", _folder["signature"], _folder["encoded"]];
        await OtherProgram.MustAsync("openssl", sign);
        var signature = Convert.ToBase64String(await File.ReadAllBytesAsync(_folder["signature"], Token));
        await AttachBundleAsync(
            $$$$"""
            {"mediaType":"{{{{MediaType}}}}","verificationMaterial":{"publicKey":{"hint":"a hint"}},
            "dsseEnvelope":{"payload":"{{{{Convert.ToBase64String(
                payload
            )}}}}","payloadType":"application/vnd.in-toto+json",
            "signatures":[{"sig":"{{{{signature}}}}"}]}}
            """
        );
    }

    private Task<ManifestContent> AttachBundleAsync(string bundle) =>
        Attachment.AddAsync(
            _layout,
            _image.Descriptor,
            new AttachedDocument(MediaType, MediaType, Encoding.UTF8.GetBytes(bundle)),
            Token
        );

    private Task<IReadOnlyList<VerifiedSignature>> VerifyAsync() =>
        new SignatureVerifier([VerificationKey.ReadFile(_folder["key.pub"])]).VerifyAsync(
            _layout,
            _image.Descriptor.Digest,
            "iris:1",
            Token
        );

    private async Task ShouldRefuseAsync(string reason)
    {
        var verify = VerifyAsync;

        (await verify.Should().ThrowAsync<ServingException>()).Which.Reason.Should().Be(reason);
    }
}
