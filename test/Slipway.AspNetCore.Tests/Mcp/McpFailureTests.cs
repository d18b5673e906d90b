using System.Net;
using Slipway.AspNetCore.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.AspNetCore.Tests.Mcp;

/// <summary>A call that the server cannot answer is told to the agent, in words that say what to do.</summary>
public sealed class McpFailureTests : IAsyncDisposable
{
    private const string Call =
        """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"text":"a"}}}""";

    private readonly TaskCompletionSource _gate = new();
    private readonly FakeServable _servable = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _servable.DisposeAsync();

    [Fact]
    public async Task Call_WhoseTimeIsOver_SaysSo()
    {
        await using var application = await StartAsync("batching: { mode: 'off' }");
        (await RefusalAsync(application, "50")).Should().Contain("within the 50 ms");
    }

    [Fact]
    public async Task Call_SeveralWhoseTimeIsOver_AreEachAnswered()
    {
        await using var application = await StartAsync("batching: { mode: 'off' }");
        using var response = await application.PostAsync($"[{Call},{Call}]", ("x-request-timeout-ms", "50"));
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.JsonAsync())
            .AsArray()
            .Select(one => (bool)one!["result"]!["isError"]!)
            .Should()
            .Equal(true, true);
    }

    [Fact]
    public async Task Call_WithoutRoom_SaysWhenToTryAgain()
    {
        await using var application = await StartAsync("batching: { mode: 'off' }, max_queue: 0");
        var running = application.PostAsync(Call);
        await _servable.Executing.Task.WaitAsync(Token);

        (await RefusalAsync(application)).Should().Contain("at capacity").And.MatchRegex("Wait [1-9][0-9]* s before");

        _gate.SetResult();
        using var answer = await running;
        ((bool)(await answer.JsonAsync())["result"]!["isError"]!).Should().BeFalse();
    }

    [Fact]
    public async Task Call_OfAModelThatFailedToLoad_SaysWhy()
    {
        await using var application = await McpApplication.StartAsync(
            config: "inputs: { z: { description: There is none. } }\n"
        );
        (await RefusalAsync(application)).Should().Contain("'echo'").And.Contain("'z'");
    }

    [Fact]
    public async Task Call_OfAModelThatItsFirstRequestLoads_LoadsIt()
    {
        await using var application = await McpApplication.StartAsync(config: "load: on-demand\n");
        using var response = await application.PostAsync(Call);
        ((int)(await response.JsonAsync())["result"]!["structuredContent"]!["length"]!).Should().Be(1);
    }

    private async Task<TestApplication> StartAsync(string scheduling)
    {
        var application = await McpApplication.StartAsync(
            runtime: new FakeRuntime { Make = () => _servable },
            config: $"scheduling: {{ {scheduling} }}\n"
        );
        // A model that is loaded answers its task's example first.
        _servable.Executing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _servable.Gate = _gate.Task;
        return application;
    }

    private static async Task<string> RefusalAsync(TestApplication application, string? timeout = null)
    {
        using var response = timeout is null
            ? await application.PostAsync(Call)
            : await application.PostAsync(Call, ("x-request-timeout-ms", timeout));
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        var result = (await response.JsonAsync())["result"]!;
        ((bool)result["isError"]!).Should().BeTrue();
        result["structuredContent"].Should().BeNull();
        return (string)result["content"]![0]!["text"]!;
    }
}
