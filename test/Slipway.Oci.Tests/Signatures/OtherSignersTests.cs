using Slipway.Oci.Content;
using Slipway.Oci.References;
using Slipway.Oci.Registries;
using Slipway.Oci.Signatures;
using Slipway.TestUtilities;

namespace Slipway.Oci.Tests.Signatures;

/// <summary>What we sign, others verify; what others sign, we verify: OpenSSL for the signature, skopeo for where it is.</summary>
public sealed class OtherSignersTests : IAsyncLifetime
{
    private const string Annotation = "dev.cosignproject.cosign/signature";

    private readonly TemporaryFolder _folder = new();
    private readonly RegistryClient _client = new(new RegistryOptions());
    private DockerRegistry _registry = null!;
    private RegistryRepository _repository = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _registry = await DockerRegistry.StartAsync();
        _repository = _client.Open(ImageReference.Parse($"{_registry.Host}/team/iris"));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_registry is not null)
            await _registry.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Sign_ByUs_IsVerifiedByOpenSsl()
    {
        OtherProgram.SkipWhereMissing("openssl");
        var image = await TestImage.AddAsync(_repository, "1", "layer");
        using var key = SigningKey.Create();
        File.WriteAllText(_folder["key.pub"], key.Public.ToPem());

        await new ImageSigner(key, _repository.Name).SignAsync(
            _repository,
            _repository,
            image.Descriptor.Digest,
            Token
        );

        var digest = image.Descriptor.Digest;
        var stored = (await _repository.ResolveAsync($"sha256-{digest.Hex}.sig", Token)).AsManifest();
        var layer = stored.Layers.Should().ContainSingle().Subject;
        layer.MediaType.Should().Be("application/vnd.dev.cosign.simplesigning.v1+json");
        var claim = await TestImage.ReadAsync(_repository, layer);
        // The form that cosign's specification and its tests have.
        claim
            .Should()
            .Be(
                """{"critical":{"identity":{"docker-reference":"NAME"},"image":{"docker-manifest-digest":"DIGEST"},"type":"cosign container image signature"},"optional":null}"""
                    .Replace("NAME", _repository.Name)
                    .Replace("DIGEST", digest.ToString())
            );
        File.WriteAllText(_folder["claim"], claim);
        File.WriteAllBytes(_folder["signature"], Convert.FromBase64String(layer.Annotations![Annotation]));
        var said = await OtherProgram.MustAsync(
            "openssl",
            ["dgst", "-sha256", "-verify", _folder["key.pub"], "-signature", _folder["signature"], _folder["claim"]]
        );
        said.Should().Contain("Verified OK");
    }

    [Fact]
    public async Task Verify_SignedByOpenSslInCosignsPlace_IsGood()
    {
        OtherProgram.SkipWhereMissing("openssl");
        var image = await TestImage.AddAsync(_repository, "1", "layer");
        var digest = image.Descriptor.Digest;
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
        await OtherProgram.MustAsync("openssl", ["pkey", "-in", _folder["key"], "-pubout", "-out", _folder["key.pub"]]);
        // With white space and in another order: what is signed are the bytes.
        var claim = $$$"""
            { "optional": {"creator": "a test", "timestamp": 1458239713}, "critical": {
              "type": "cosign container image signature", "image": {"docker-manifest-digest": "{{{digest}}}"},
              "identity": {"docker-reference": "registry.example/elsewhere"} } }
            """;
        File.WriteAllText(_folder["claim"], claim);
        string[] sign = ["dgst", "-sha256", "-sign", _folder["key"], "-out", _folder["signature"], _folder["claim"]];
        await OtherProgram.MustAsync("openssl", sign);
        var layer = await TestImage.AddBlobAsync(
            _repository,
            "application/vnd.dev.cosign.simplesigning.v1+json",
            claim
        );
        var config = await TestImage.AddBlobAsync(_repository, MediaTypes.Config, """{"architecture":"","os":""}""");
        var signature = Convert.ToBase64String(File.ReadAllBytes(_folder["signature"]));
        var manifest = new Manifest
        {
            Config = config,
            Layers = [layer with { Annotations = new() { [Annotation] = signature } }],
        };
        await _repository.AddManifestAsync(ManifestContent.Of(manifest), $"sha256-{digest.Hex}.sig", Token);

        var key = VerificationKey.ReadFile(_folder["key.pub"]);
        var verified = await new SignatureVerifier([key]).VerifyAsync(_repository, digest, "iris:1", Token);

        verified.Should().ContainSingle().Which.Reference.Should().Be("registry.example/elsewhere");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sign_ByUs_IsWhatSkopeosPolicyAsksFor(bool signed)
    {
        OtherProgram.SkipWhereMissing("skopeo");
        var image = await TestImage.AddAsync(_repository, "1", "layer");
        using var key = SigningKey.Create();
        using var other = SigningKey.Create();
        File.WriteAllText(_folder["key.pub"], key.Public.ToPem());
        await new ImageSigner(signed ? key : other, _repository.Name).SignAsync(
            _repository,
            _repository,
            image.Descriptor.Digest,
            Token
        );

        var (exitCode, output) = await SkopeoAsync(
            $$$$$"""
            {"default": [{"type": "reject"}], "transports": {"docker": {"{{{{{_registry.Host}}}}}": [
              {"type": "sigstoreSigned", "keyPath": "{{{{{_folder[
                "key.pub"
            ]}}}}}", "signedIdentity": {"type": "matchRepository"}}
            ]}}}
            """,
            ["copy", "--src-tls-verify=false", $"docker://{_repository.Name}:1", $"dir:{_folder["copied"]}"]
        );

        Assert.SkipWhen(
            output.Contains("sigstore disabled", StringComparison.Ordinal),
            "Debian's skopeo is built without this kind of signature"
        );
        (exitCode == 0).Should().Be(signed, output);
        if (!signed)
            output.Should().Contain("signature");
    }

    private Task<(int ExitCode, string Output)> SkopeoAsync(string policy, string[] arguments)
    {
        File.WriteAllText(_folder["policy.json"], policy);
        Directory.CreateDirectory(_folder["registries.d"]);
        File.WriteAllText(
            _folder["registries.d/local.yaml"],
            $"docker:\n  {_registry.Host}:\n    use-sigstore-attachments: true\n"
        );
        return OtherProgram.RunAsync(
            "skopeo",
            environment: null,
            ["--policy", _folder["policy.json"], "--registries.d", _folder["registries.d"], .. arguments]
        );
    }
}
