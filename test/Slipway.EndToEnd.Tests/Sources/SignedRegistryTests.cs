using Slipway.EndToEnd.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Sources;

/// <summary>Models that the real tool signs in a real registry; the real server takes none that it must not.</summary>
public sealed class SignedRegistryTests : IAsyncLifetime
{
    private const int NotTrusted = 6;

    private readonly TempFolder _folder = new();
    private DockerRegistry _registry = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Reference => $"{_registry.Host}/team/adding:stable";

    public async ValueTask InitializeAsync()
    {
        _registry = await DockerRegistry.StartAsync();
        await ToolAsync(0, "keygen", _folder["ours"]);
        await ToolAsync(0, "keygen", _folder["theirs"]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_registry is not null)
            await _registry.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Serve_TagMoves_OnlyToWhatIsSigned()
    {
        await PushAsync(1);
        await ToolAsync(0, "sign", Reference, "--key", _folder["ours.key"]);
        await using var server = await ServerProcess.StartAsync([$"oci://{Reference}"], Options("ours.pub"));
        (await AddingModel.AskAsync(server, "adding", Token)).Should().Be(1);

        await PushAsync(2);
        await server.WaitForOutputAsync("signature-missing", Token);
        await ToolAsync(0, "sign", Reference, "--key", _folder["theirs.key"]);
        await server.WaitForOutputAsync("signature-other-key", Token);
        (await AddingModel.AskAsync(server, "adding", Token)).Should().Be(1);

        await ToolAsync(0, "sign", Reference, "--key", _folder["ours.key"]);
        await AddingModel.UntilAsync(server, "adding", 2, Token);
    }

    [Fact]
    public async Task Serve_NotSigned_IsNotReadyAndSaysWhy()
    {
        await PushAsync(1);

        await using var server = ServerProcess.Launch(
            [$"oci://{Reference}"],
            ["--http-port", "0", "--grpc-port", "0", .. Options("ours.pub")]
        );

        await server.WaitForOutputAsync("signature-missing", Token);
        server.HasExited.Should().BeFalse("it may be signed yet");
        Directory.Exists(_folder["cache/registries/content"]).Should().BeFalse("nothing was fetched");
    }

    [Fact]
    public async Task Pull_NotSigned_WritesNothing()
    {
        await PushAsync(1);
        string[] pull = ["pull", Reference, _folder["pulled"], "--require-signature", _folder["ours.pub"]];

        (await ToolAsync(NotTrusted, pull)).Should().Contain("is not signed");
        Directory.Exists(_folder["pulled"]).Should().BeFalse();
        await ToolAsync(0, "sign", Reference, "--key", _folder["ours.key"]);
        await ToolAsync(0, pull);

        (await File.ReadAllBytesAsync(_folder["pulled/1/model.onnx"], Token)).Should().Equal(AddingModel.Create(1));
    }

    private string[] Options(string key) =>
        ["--cache-dir", _folder["cache"], "--remote-poll-seconds", "1", "--require-signature", _folder[key]];

    private async Task PushAsync(float constant)
    {
        _folder.Write("models/adding/1/model.onnx", AddingModel.Create(constant));
        await ToolAsync(0, "push", _folder["models/adding"], Reference);
    }

    private async Task<string> ToolAsync(int code, params string[] arguments)
    {
        var (actual, output, error) = await Tools.RunAsync(
            "env",
            [
                $"XDG_CACHE_HOME={_folder["tool"]}",
                "SLIPWAY_KEY_PASSWORD=a passphrase",
                "dotnet",
                Checkout.Cli,
                .. arguments,
            ],
            TimeSpan.FromMinutes(2),
            Token
        );
        actual.Should().Be(code, $"it said: {output} {error}");
        return output + error;
    }
}
