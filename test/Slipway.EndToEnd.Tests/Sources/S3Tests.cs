using Slipway.EndToEnd.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Sources;

/// <summary>Models in a server that speaks S3 (<c>s3rver</c> from npm).</summary>
/// <remarks>It looks at the key's name only; signatures are held to Amazon's examples by the signer's own tests.</remarks>
public sealed class S3Tests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly HttpClient _http = new();
    private NodeTool _store = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Dictionary<string, string> Environment =>
        new()
        {
            ["AWS_ENDPOINT_URL"] = _store.Url,
            ["AWS_ACCESS_KEY_ID"] = "S3RVER",
            ["AWS_SECRET_ACCESS_KEY"] = "S3RVER",
            ["AWS_REGION"] = "eu-north-1",
        };

    public async ValueTask InitializeAsync() =>
        _store = await NodeTool.StartAsync(
            "s3rver",
            (folder, port) =>
                ["-d", folder, "-a", "127.0.0.1", "-p", $"{port}", "--configure-bucket", "models", "--no-vhost-buckets"]
        );

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_store is not null)
            await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Repository_VersionsComeAndGo_AreServed()
    {
        await PutAsync("repo/a b/adding/1/model.onnx", AddingModel.Create(1));
        await PutAsync("repo/a b/other/1/model.onnx", AddingModel.Create(100, padding: 3_000_000));
        await PutAsync("repo/a bc/not/1/model.onnx", AddingModel.Create(1000));
        await using var server = await StartAsync("s3://models/repo/a b", Environment);
        (await AddingModel.AskAsync(server, "adding", Token)).Should().Be(1);
        (await AddingModel.AskAsync(server, "other", Token)).Should().Be(100);
        (await AddingModel.AskAsync(server, "not", Token)).Should().BeNull("the prefix is a folder's name");

        await PutAsync("repo/a b/adding/2/model.onnx", AddingModel.Create(2));
        await AddingModel.UntilAsync(server, "adding", 2, Token);

        await PutAsync("repo/a b/adding/2/model.onnx", AddingModel.Create(3));
        await AddingModel.UntilAsync(server, "adding", 3, Token);

        await DeleteAsync("repo/a b/adding/2/model.onnx");
        await AddingModel.UntilAsync(server, "adding", 1, Token);

        await DeleteAsync("repo/a b/other/1/model.onnx");
        await AddingModel.UntilAsync(server, "other", null, Token);
        server.Output.Should().NotContain("Credential=").And.NotContain("Signature");
    }

    [Fact]
    public async Task SingleObject_Model_IsServedUnderItsName()
    {
        await PutAsync("somewhere/adding.onnx", AddingModel.Create(7));
        await using var server = await StartAsync("s3://models/somewhere/adding.onnx", Environment);
        (await AddingModel.AskAsync(server, "adding", Token)).Should().Be(7);
    }

    [Fact]
    public async Task Bucket_WrongKey_IsToldWithoutIt()
    {
        var environment = Environment;
        environment["AWS_ACCESS_KEY_ID"] = "NOBODY";
        environment["AWS_SECRET_ACCESS_KEY"] = "wr0ng";
        await using var server = Launch("s3://models/repo", environment);
        await OutputAsync(server, "InvalidAccessKeyId");
        server.Output.Should().Contain("AWS_ACCESS_KEY_ID").And.NotContain("wr0ng").And.NotContain("NOBODY");
        server.HasExited.Should().BeFalse();
    }

    [Fact]
    public async Task Bucket_NotThere_IsTold()
    {
        await using var server = Launch("s3://missing/repo", Environment);
        await OutputAsync(server, "NoSuchBucket");
    }

    private static async Task OutputAsync(ServerProcess server, string expected)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (!server.Output.Contains(expected, StringComparison.Ordinal))
        {
            if (server.HasExited || limit.IsCancellationRequested)
                Assert.Fail($"It never says '{expected}':\n{server.Output}");
            await Task.Delay(20, Token);
        }
    }

    private Task<ServerProcess> StartAsync(string address, Dictionary<string, string> environment) =>
        ServerProcess.StartAsync([address], environment, "--cache-dir", _folder.Path, "--remote-poll-seconds", "1");

    private ServerProcess Launch(string address, Dictionary<string, string> environment) =>
        ServerProcess.Launch(
            [address],
            ["--http-port", "0", "--grpc-port", "0", "--cache-dir", _folder.Path],
            environment: environment
        );

    // This server takes what is not signed at all, as from its owner.
    private async Task PutAsync(string key, byte[] content)
    {
        using var response = await _http.PutAsync(Address(key), new ByteArrayContent(content), Token);
        response.EnsureSuccessStatusCode();
    }

    private async Task DeleteAsync(string key)
    {
        using var response = await _http.DeleteAsync(Address(key), Token);
        response.EnsureSuccessStatusCode();
    }

    private string Address(string key) => $"{_store.Url}/models/{Uri.EscapeDataString(key).Replace("%2F", "/")}";
}
