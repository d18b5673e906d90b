using System.Text;
using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.Layouts;
using Slipway.Oci.Signatures;

namespace Slipway.Oci.Tests.Signatures;

public sealed class SignatureVerifierTests : IDisposable
{
    private const string Name = "registry.example/team/iris";

    private readonly TemporaryFolder _folder = new();
    private readonly LayoutFolder _layout;
    private readonly SigningKey _key = SigningKey.Create();

    public SignatureVerifierTests() => _layout = LayoutFolder.OpenOrCreate(_folder["layout"]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Verify_Signed_SaysByWhomAndUnderWhichName()
    {
        var image = await TestImage.AddAsync(_layout, "1", "layer");
        await SignAsync(_key, image);

        var signature = (await VerifyAsync(image, _key)).Should().ContainSingle().Subject;

        signature.Reference.Should().Be(Name);
        signature.Key.Fingerprint.Should().Be(_key.Public.Fingerprint);
    }

    [Fact]
    public async Task Verify_NotSigned_IsRefused()
    {
        var image = await TestImage.AddAsync(_layout, "1", "layer");

        await ShouldRefuseAsync(image, SignatureErrors.Missing, "*is not signed*slipway sign*", _key);
    }

    [Fact]
    public async Task Verify_OtherKey_IsRefused()
    {
        using var other = SigningKey.Create();
        var image = await TestImage.AddAsync(_layout, "1", "layer");
        await SignAsync(other, image);

        await ShouldRefuseAsync(image, SignatureErrors.OtherKey, "*has a signature*none is by the wanted key*", _key);
    }

    [Fact]
    public async Task Verify_SignatureOfAnotherImage_IsRefused()
    {
        var (image, other) = (
            await TestImage.AddAsync(_layout, "1", "layer"),
            await TestImage.AddAsync(_layout, "2", "another")
        );
        await SignAsync(_key, other);
        var moved = await _layout.ResolveAsync(TagOf(other), Token);
        _layout.Tag(moved.Descriptor, TagOf(image));

        await ShouldRefuseAsync(image, SignatureErrors.OtherImage, $"*{other.Descriptor.Digest}*", _key);
    }

    [Fact]
    public async Task Verify_ChangedBytesOfTheClaim_IsRefused()
    {
        var image = await TestImage.AddAsync(_layout, "1", "layer");
        await SignAsync(_key, image);
        var claim = (await _layout.ResolveAsync(TagOf(image), Token)).AsManifest().Layers[0];
        var path = _layout.PathOf(claim.Digest);
        File.WriteAllText(path, File.ReadAllText(path).Replace("iris", "rose"));

        await ShouldRefuseAsync(image, SignatureErrors.Tampered, "*damaged or changed*", _key);
    }

    [Fact]
    public async Task Verify_ClaimChangedWithItsDigest_IsNotByTheKey()
    {
        var image = await TestImage.AddAsync(_layout, "1", "layer");
        await SignAsync(_key, image);
        var claim = (await _layout.ResolveAsync(TagOf(image), Token)).AsManifest().Layers[0];
        var text = File.ReadAllText(_layout.PathOf(claim.Digest)).Replace("iris", "rose");
        await PutAsync(image, text, claim.Annotations![StoredSignatures.Annotation]);

        await ShouldRefuseAsync(image, SignatureErrors.OtherKey, "*", _key);
    }

    [Theory]
    [InlineData("no base64!", SignatureErrors.Tampered)]
    [InlineData("bm8gc2lnbmF0dXJl", SignatureErrors.OtherKey)]
    [InlineData("", SignatureErrors.OtherKey)]
    public async Task Verify_NoSignatureInTheAnnotation_IsRefused(string annotation, string reason)
    {
        var image = await TestImage.AddAsync(_layout, "1", "layer");
        var claim = Encoding.UTF8.GetString(new SignedClaim(Name, image.Descriptor.Digest).Write());
        await PutAsync(image, claim, annotation);

        await ShouldRefuseAsync(image, reason, "*", _key);
    }

    [Theory]
    [InlineData("""{"hello": "world"}""")]
    [InlineData(
        """{"critical":{"identity":{"docker-reference":""},"image":{"docker-manifest-digest":"DIGEST"},"type":"other"},"optional":null}"""
    )]
    [InlineData(
        """{"critical":{"image":{"docker-manifest-digest":"DIGEST"},"type":"cosign container image signature"},"optional":null}"""
    )]
    public async Task Verify_SignedTextThatIsNoClaim_IsRefused(string text)
    {
        var image = await TestImage.AddAsync(_layout, "1", "layer");
        var signed = text.Replace("DIGEST", image.Descriptor.Digest.ToString());
        await PutAsync(image, signed, Convert.ToBase64String(_key.Sign(Encoding.UTF8.GetBytes(signed))));

        await ShouldRefuseAsync(image, SignatureErrors.Tampered, "*no claim about an image*", _key);
    }

    [Fact]
    public async Task Verify_SeveralSignatures_OneOfSeveralKeysIsEnough()
    {
        using var other = SigningKey.Create();
        using var third = SigningKey.Create();
        var image = await TestImage.AddAsync(_layout, "1", "layer");
        await SignAsync(other, image);
        await SignAsync(_key, image);

        (await VerifyAsync(image, _key)).Should().ContainSingle();
        (await VerifyAsync(image, other)).Should().ContainSingle("signatures that were there stay");
        (await VerifyAsync(image, third, other)).Should().ContainSingle();
        await ShouldRefuseAsync(image, SignatureErrors.OtherKey, "*2 signatures*", third);
    }

    [Fact]
    public async Task Verify_WantedName_IsCompared()
    {
        var image = await TestImage.AddAsync(_layout, "1", "layer");
        await SignAsync(_key, image);

        var right = () => Verifier(Name).VerifyAsync(_layout, image.Descriptor.Digest, Name, Token);
        var wrong = () => Verifier("registry.example/rose").VerifyAsync(_layout, image.Descriptor.Digest, Name, Token);

        await right.Should().NotThrowAsync();
        (await wrong.Should().ThrowAsync<ServingException>()).Which.Reason.Should().Be(SignatureErrors.OtherIdentity);
    }

    [Fact]
    public async Task Sign_Again_AddsNothing()
    {
        var image = await TestImage.AddAsync(_layout, "1", "layer");

        (await SignAsync(_key, image)).Should().BeTrue();
        (await SignAsync(_key, image)).Should().BeFalse();

        (await _layout.ResolveAsync(TagOf(image), Token)).AsManifest().Layers.Should().ContainSingle();
        _layout.Images().Should().ContainSingle("a signature is no image");
    }

    [Fact]
    public async Task Policy_Index_IsAskedAboutTheIndex()
    {
        File.WriteAllText(_folder["key.pub"], _key.Public.ToPem());
        var index = await TestImage.AddIndexAsync(_layout, "1");
        var policy = SignaturePolicy.Read([_folder["key.pub"]])!;
        var require = () => policy.RequireAsync(_layout, index.Descriptor.Digest, "iris:1", Token);

        (await require.Should().ThrowAsync<ServingException>().WithMessage("iris:1 *"))
            .Which.Reason.Should()
            .Be(SignatureErrors.Missing);
        await SignAsync(_key, index);
        await require.Should().NotThrowAsync();
    }

    [Fact]
    public void Policy_NoKeys_IsNone() => SignaturePolicy.Read([]).Should().BeNull();

    // As whoever may write to the repository can.
    private async Task PutAsync(ManifestContent image, string claim, string signature)
    {
        var layer = await TestImage.AddBlobAsync(_layout, SignedClaim.MediaType, claim);
        var config = await TestImage.AddBlobAsync(_layout, MediaTypes.Config, "{}");
        var manifest = ManifestContent.Of(
            new Manifest
            {
                Config = config,
                Layers = [layer with { Annotations = new() { [StoredSignatures.Annotation] = signature } }],
            }
        );
        await _layout.AddManifestAsync(manifest, TagOf(image), Token);
    }

    private Task<bool> SignAsync(SigningKey key, ManifestContent image) =>
        new ImageSigner(key, Name).SignAsync(_layout, _layout, image.Descriptor.Digest, Token);

    private Task<IReadOnlyList<VerifiedSignature>> VerifyAsync(ManifestContent image, params SigningKey[] keys) =>
        new SignatureVerifier([.. keys.Select(key => key.Public)]).VerifyAsync(
            _layout,
            image.Descriptor.Digest,
            "iris:1",
            Token
        );

    private SignatureVerifier Verifier(string identity) => new([_key.Public], identity);

    private async Task ShouldRefuseAsync(ManifestContent image, string reason, string message, params SigningKey[] keys)
    {
        var verify = () => VerifyAsync(image, keys);

        var refused = await verify.Should().ThrowAsync<ServingException>().WithMessage(message);
        refused.Which.Reason.Should().Be(reason);
        refused.Which.Code.Should().Be(ServingErrorCode.FailedPrecondition);
    }

    private static string TagOf(ManifestContent image) => $"sha256-{image.Descriptor.Digest.Hex}.sig";
}
