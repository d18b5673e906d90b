using System.Security.Cryptography;
using System.Text;
using Slipway.Cli.Tests.Fakes;
using Slipway.Oci.Content;
using Slipway.Oci.Layouts;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Signatures;

public sealed class SignCommandTests : IDisposable
{
    private const string Identity = "registry.example/team/iris";

    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Sign_KeyOfKeygen_IsVerifiedByItsPublicHalf()
    {
        var digest = await AddImageAsync("1");
        (await RunAsync("keygen", _folder["release"])).Code.Should().Be(0);

        var signed = await RunAsync("sign", Place("1"), "--key", _folder["release.key"], "--identity", Identity);
        var verified = await RunAsync("verify", Place("1"), "--key", _folder["release.pub"]);

        signed.Should().Be(new CliResult(0, $"{Identity}@{digest} signed\n", ""));
        verified.Code.Should().Be(0, verified.Error);
        verified.Output.Should().MatchRegex($"^{Identity}@{digest} signed by key sha256:[0-9a-f]{{64}}\n$");
    }

    [Fact]
    public async Task Verify_NotSignedOrByAnother_EndsWithItsOwnCode()
    {
        await AddImageAsync("1");
        await RunAsync("keygen", _folder["one"]);
        await RunAsync("keygen", _folder["two"]);

        var unsigned = await RunAsync("verify", Place("1"), "--key", _folder["one.pub"]);
        await RunAsync("sign", Place("1"), "--key", _folder["two.key"], "--identity", Identity);
        var other = await RunAsync("verify", Place("1"), "--key", _folder["one.pub"]);
        var either = await RunAsync("verify", Place("1"), "--key", _folder["one.pub"], "--key", _folder["two.pub"]);

        (unsigned.Code, other.Code, either.Code).Should().Be((6, 6, 0));
        unsigned.Error.Should().Contain("is not signed");
        other.Error.Should().Contain("none is by the wanted key");
    }

    [Fact]
    public async Task Sign_Recursive_SignsTheImagesOfAnIndexToo()
    {
        var image = await AddImageAsync("image");
        var index = ManifestContent.Of(
            new ImageIndex { Manifests = [(await Layout.ResolveAsync("image", Token)).Descriptor] }
        );
        await Layout.AddManifestAsync(index, "index", Token);
        await RunAsync("keygen", _folder["release"]);

        string[] sign = ["sign", Place("index"), "--key", _folder["release.key"], "--identity", Identity];
        var one = await RunAsync(sign);
        var all = await RunAsync([.. sign, "--recursive"]);

        var digest = index.Descriptor.Digest;
        one.Output.Should().Be($"{Identity}@{digest} signed\n");
        all.Output.Should().Be($"{Identity}@{digest} was signed with this key already\n{Identity}@{image} signed\n");
        (await RunAsync("verify", Place("image"), "--key", _folder["release.pub"])).Code.Should().Be(0);
    }

    [Fact]
    public async Task Sign_ImageInAFolder_NeedsAName()
    {
        await AddImageAsync("1");
        await RunAsync("keygen", _folder["release"]);

        var result = await RunAsync("sign", Place("1"), "--key", _folder["release.key"]);

        result.Code.Should().Be(ExitCodes.Usage);
        result.Error.Should().Contain("--identity");
    }

    [Fact]
    public async Task Verify_PrivateKey_IsRefusedAsUsage()
    {
        await AddImageAsync("1");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(_folder["p.key"], key.ExportPkcs8PrivateKeyPem(), Token);

        var result = await RunAsync("verify", Place("1"), "--key", _folder["p.key"]);

        result.Code.Should().Be(ExitCodes.Usage);
        result.Error.Should().Contain("private key");
    }

    [Theory]
    [InlineData("1.key")]
    [InlineData("1.pub")]
    public async Task Keygen_FileIsThere_IsLeftAlone(string file)
    {
        await File.WriteAllTextAsync(_folder[file], "mine", Token);

        var result = await RunAsync("keygen", _folder["1"]);

        result.Code.Should().Be(ExitCodes.Usage);
        (await File.ReadAllTextAsync(_folder[file], Token)).Should().Be("mine");
        Directory.EnumerateFiles(_folder[""]).Should().ContainSingle();
    }

    [Fact]
    public async Task Keygen_PrivateFile_IsForItsOwnerAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes of files");

        await RunAsync("keygen", _folder["1"]);

#pragma warning disable CA1416 // Skipped above.
        File.GetUnixFileMode(_folder["1.key"]).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
#pragma warning restore CA1416
    }

    [Fact]
    public async Task Keygen_PassphraseTyped_IsWantedAgain()
    {
        await AddImageAsync("1");
        (await RunTypingAsync(["secret", "secret"], "keygen", _folder["1"])).Code.Should().Be(0);
        string[] sign = ["sign", Place("1"), "--key", _folder["1.key"], "--identity", Identity];

        var wrong = await RunTypingAsync(["Secret"], sign);
        var nobody = await RunTypingAsync([], sign);
        var right = await RunTypingAsync(["secret"], sign);

        (wrong.Code, nobody.Code, right.Code).Should().Be((ExitCodes.Usage, ExitCodes.Usage, 0));
        wrong.Error.Should().Contain("passphrase");
        nobody.Error.Should().Contain("SLIPWAY_KEY_PASSWORD");
    }

    [Fact]
    public async Task Keygen_TypedDifferently_WritesNothing()
    {
        var result = await RunTypingAsync(["one", "two"], "keygen", _folder["1"]);

        result.Code.Should().Be(ExitCodes.Usage);
        Directory.EnumerateFiles(_folder[""]).Should().BeEmpty();
    }

    private LayoutFolder Layout => LayoutFolder.OpenOrCreate(_folder["images"]);

    private string Place(string tag) => $"oci:{_folder["images"]}:{tag}";

    private async Task<Digest> AddImageAsync(string tag)
    {
        var config = Encoding.UTF8.GetBytes($$"""{"architecture":"amd64","os":"linux","author":"{{tag}}"}""");
        var descriptor = Descriptor.Of(MediaTypes.Config, config);
        await Layout.AddAsync(
            descriptor,
            _ => Task.FromResult<Stream>(new MemoryStream(config)),
            progress: null,
            Token
        );
        var manifest = ManifestContent.Of(new Manifest { Config = descriptor, Layers = [] });
        await Layout.AddManifestAsync(manifest, tag, Token);
        return manifest.Descriptor.Digest;
    }

    private static async Task<CliResult> RunAsync(params string[] arguments)
    {
        using var host = new CliHost();
        host.Variables["SLIPWAY_KEY_PASSWORD"] = "a passphrase";
        return await host.RunAsync(arguments);
    }

    private static async Task<CliResult> RunTypingAsync(string[] typed, params string[] arguments)
    {
        using var host = new CliHost();
        foreach (var secret in typed)
            host.Secrets.Enqueue(secret);
        return await host.RunAsync(arguments);
    }
}
