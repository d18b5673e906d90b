using System.Net;
using Slipway.AspNetCore.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.AspNetCore.Tests.Rest;

/// <summary>How long a caller waits, and what there is no room for, over REST.</summary>
public sealed class DeadlineTests : IAsyncDisposable
{
    private readonly FakeServable _servable = new();
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _servable.DisposeAsync();

    [Theory]
    [InlineData("x-request-timeout-ms", "20")]
    [InlineData("x-envoy-expected-rq-timeout-ms", "20")]
    public async Task Infer_ModelThatTakesTooLong_IsAnsweredWith504(string header, string value)
    {
        await using var application = await StartAsync("batching: { mode: 'off' }");
        using var response = await AskAsync(application, header, value);
        response.StatusCode.Should().Be(HttpStatusCode.GatewayTimeout);
        (await response.Content.ReadAsStringAsync(Token)).Should().Contain("within the 20 ms");
    }

    [Fact]
    public async Task Infer_TimeoutAsAParameter_IsAnsweredWith504()
    {
        await using var application = await StartAsync("batching: { mode: 'off' }");
        using var response = await application.InferAsync(
            TestApplication.Request.Insert(1, """ "parameters":{"timeout":20000}, """)
        );
        response.StatusCode.Should().Be(HttpStatusCode.GatewayTimeout);
        (await response.Content.ReadAsStringAsync(Token)).Should().Contain("'echo' did not answer within 20 ms");
    }

    [Fact]
    public async Task Infer_TimeoutOfTheModel_HoldsForThoseWithoutADeadline()
    {
        await using var application = await StartAsync("batching: { mode: 'off' }, timeout_ms: 20");
        using var response = await application.InferAsync();
        response.StatusCode.Should().Be(HttpStatusCode.GatewayTimeout);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("soon")]
    [InlineData("NaN")]
    public async Task Infer_TimeThatIsNone_IsRefused(string value)
    {
        await using var application = await StartAsync("batching: { mode: 'off' }");
        using var response = await AskAsync(application, "x-request-timeout-ms", value);
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync(Token)).Should().Contain($"'{value}'").And.Contain("milliseconds");
    }

    [Fact]
    public async Task Infer_EnoughTime_IsAnswered()
    {
        _gate.SetResult();
        await using var application = await StartAsync("batching: { mode: 'off' }");
        using var response = await AskAsync(application, "x-request-timeout-ms", "60000.5");
        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Infer_NoRoom_IsRefusedUnreadAndSaysWhenToTryAgain()
    {
        await using var application = await StartAsync("batching: { mode: 'off' }, max_queue: 0");
        var running = application.InferAsync();
        await _servable.Executing.Task.WaitAsync(Token);

        // What is no request at all is not looked at.
        using var response = await application.InferAsync("{ nonsense");
        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter!.Delta.Should().BePositive();

        _gate.SetResult();
        using var answer = await running;
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private Task<TestApplication> StartAsync(string scheduling)
    {
        _servable.Gate = _gate.Task;
        var runtime = new FakeRuntime { Make = () => _servable };
        return TestApplication.StartAsync(runtime: runtime, config: $"scheduling: {{ {scheduling} }}");
    }

    private static Task<HttpResponseMessage> AskAsync(TestApplication application, string header, string value)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/echo/infer")
        {
            Content = new StringContent(TestApplication.Request),
        };
        request.Headers.TryAddWithoutValidation(header, value);
        return application.Http.SendAsync(request, Token);
    }
}
