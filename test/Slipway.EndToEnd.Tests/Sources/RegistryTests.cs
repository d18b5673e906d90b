using System.Security.Cryptography;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Sources;

/// <summary>Models that the real tool pushes to a real registry, from which the real server takes them.</summary>
public sealed class RegistryTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private DockerRegistry _registry = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _registry = await DockerRegistry.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_registry is not null)
            await _registry.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Tag_Moves_TheServerFollowsWithoutAGap()
    {
        await PushAsync(AddingModel.Create(1), "team/adding:stable");
        await using var server = await ServeAsync("team/adding:stable");
        (await AddingModel.AskAsync(server, "adding", Token)).Should().Be(1);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var asking = AskAllTheTimeAsync(server, stop.Token);
        await PushAsync(AddingModel.Create(2), "team/adding:stable");
        await AddingModel.UntilAsync(server, "adding", 2, Token);
        await stop.CancelAsync();

        (await asking).Should().Equal([1f, 2f], "the old one answers until the new one does");
    }

    [Fact]
    public async Task Registry_IsAway_TheServerServesAndStarts()
    {
        await PushAsync(AddingModel.Create(7), "team/adding:1");
        await using (var server = await ServeAsync("team/adding:1"))
        {
            await _registry.DisposeAsync();
            await server.WaitForOutputAsync("registry-unreachable", Token);
            (await AddingModel.AskAsync(server, "adding", Token)).Should().Be(7);
        }

        await using var next = await ServeAsync("team/adding:1");
        (await AddingModel.AskAsync(next, "adding", Token)).Should().Be(7);
    }

    [Fact]
    public async Task Blob_Corrupted_TheServerKeepsWhatItHasAndSaysWhy()
    {
        await PushAsync(AddingModel.Create(1), "team/adding:stable");
        await using var server = await ServeAsync("team/adding:stable");
        var next = AddingModel.Create(2);
        await PushAsync(next, "team/other:1");
        // The registry has it already, and does not look into it when it is pushed again.
        var stored = _registry.FileOf(Convert.ToHexStringLower(SHA256.HashData(next)));
        await File.WriteAllBytesAsync(stored, [.. next[..^1], (byte)~next[^1]], Token);
        await PushAsync(next, "team/adding:stable");

        await server.WaitForOutputAsync("corrupt-content", Token);
        (await AddingModel.AskAsync(server, "adding", Token)).Should().Be(1);
    }

    [Fact]
    public async Task Form_ImageOfFiles_IsServedToo()
    {
        await PushAsync(AddingModel.Create(3), "team/adding:1");
        await using var server = await ServeAsync("team/adding:1-files");
        (await AddingModel.AskAsync(server, "adding", Token)).Should().Be(3);
    }

    [Fact]
    public async Task Tag_Unknown_IsTold()
    {
        await using var server = Launch("team/none:1");
        await server.WaitForOutputAsync("unknown-manifest", Token);
        server.HasExited.Should().BeFalse("it may come yet");
    }

    [Fact]
    public async Task Password_Wrong_IsToldWithoutIt()
    {
        await _registry.DisposeAsync();
        _registry = await DockerRegistry.StartWithPasswordAsync(_folder["htpasswd"]);
        var auth = Convert.ToBase64String("slip:wr0ng"u8);
        _folder.Write("auth.json", $$"""{"auths": {"{{_registry.Host}}": {"auth": "{{auth}}"} } }""");
        var environment = new Dictionary<string, string> { ["REGISTRY_AUTH_FILE"] = _folder["auth.json"] };

        await using var server = Launch("team/adding:1", environment);

        await server.WaitForOutputAsync("registry-unauthorized", Token);
        server.Output.Should().Contain("podman login").And.NotContain("wr0ng").And.NotContain(auth);
    }

    [Fact]
    public async Task Pull_WhatWasPushed_IsTheSameFile()
    {
        var model = AddingModel.Create(5);
        await PushAsync(model, "team/adding:1");

        await ToolAsync(0, "pull", $"{_registry.Host}/team/adding:1", _folder["pulled"]);

        (await File.ReadAllBytesAsync(_folder["pulled/1/model.onnx"], Token)).Should().Equal(model);
        var refused = await ToolAsync(2, "pull", $"{_registry.Host}/team/adding:1", _folder["pulled"]);
        refused.Should().Contain("--force");
        await ToolAsync(0, "pull", $"{_registry.Host}/team/adding:1", _folder["pulled"], "--force");
    }

    private static async Task<List<float?>> AskAllTheTimeAsync(ServerProcess server, CancellationToken stop)
    {
        var answers = new List<float?>();
        while (!stop.IsCancellationRequested)
        {
            var answer = await AddingModel.AskAsync(server, "adding", Token);
            if (answers.Count == 0 || answers[^1] != answer)
                answers.Add(answer);
        }

        return answers;
    }

    private async Task PushAsync(byte[] model, string reference)
    {
        _folder.Write("models/adding/1/model.onnx", model);
        await ToolAsync(0, "push", _folder["models/adding"], $"{_registry.Host}/{reference}");
    }

    private async Task<string> ToolAsync(int code, params string[] arguments)
    {
        var (actual, output, error) = await Tools.RunAsync(
            "env",
            [$"XDG_CACHE_HOME={_folder["tool"]}", "dotnet", Checkout.Cli, .. arguments],
            TimeSpan.FromMinutes(2),
            Token
        );
        actual.Should().Be(code, $"it said: {output} {error}");
        return output + error;
    }

    private Task<ServerProcess> ServeAsync(string reference) =>
        ServerProcess.StartAsync(
            [$"oci://{_registry.Host}/{reference}"],
            "--cache-dir",
            _folder["cache"],
            "--remote-poll-seconds",
            "1"
        );

    private ServerProcess Launch(string reference, Dictionary<string, string>? environment = null) =>
        ServerProcess.Launch(
            [$"oci://{_registry.Host}/{reference}"],
            ["--http-port", "0", "--grpc-port", "0", "--cache-dir", _folder["cache"]],
            environment: environment
        );
}
