using System.Net;
using System.Net.Sockets;
using System.Text;
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

    [Fact]
    public async Task Infer_NoRoomForALargeBody_IsRefusedAtOnceAndTheConnectionGoesOn()
    {
        await using var application = await StartAsync("batching: { mode: 'off' }, max_queue: 0");
        var running = application.InferAsync();
        await _servable.Executing.Task.WaitAsync(Token);
        using var client = new TcpClient();
        await client.ConnectAsync(application.Http.BaseAddress!.Host, application.Http.BaseAddress.Port, Token);
        var stream = client.GetStream();
        const int length = 2_000_000;

        // The refusal comes before any of the body is sent.
        await SendAsync(stream, $"x-request-timeout-ms: 1\r\nContent-Length: {length}");
        using var reader = new StreamReader(stream, leaveOpen: true);
        (await reader.ReadLineAsync(Token)).Should().Be("HTTP/1.1 503 Service Unavailable");
        (await ReadToAsync(reader, "0")).Should().NotContain("Connection: close");

        // Behind the body, another request is answered.
        await stream.WriteAsync(new byte[length], Token);
        await SendAsync(stream, "Content-Length: 0");
        (await reader.ReadLineAsync(Token)).Should().Be("HTTP/1.1 503 Service Unavailable");

        _gate.SetResult();
        using var answer = await running;
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Infer_NoRoomForOneThatAsksFirst_IsRefusedAndTheConnectionEnds()
    {
        await using var application = await StartAsync("batching: { mode: 'off' }, max_queue: 0");
        var running = application.InferAsync();
        await _servable.Executing.Task.WaitAsync(Token);
        using var client = new TcpClient();
        await client.ConnectAsync(application.Http.BaseAddress!.Host, application.Http.BaseAddress.Port, Token);
        var stream = client.GetStream();

        await SendAsync(stream, "Expect: 100-continue\r\nContent-Length: 2000000");
        using var reader = new StreamReader(stream, leaveOpen: true);
        (await reader.ReadLineAsync(Token)).Should().Be("HTTP/1.1 503 Service Unavailable");
        (await ReadToAsync(reader, "0")).Should().Contain("Connection: close");

        _gate.SetResult();
        using var answer = await running;
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private static async Task SendAsync(Stream stream, string headers) =>
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"POST /v2/models/echo/infer HTTP/1.1\r\nHost: model\r\n{headers}\r\n\r\n"),
            Token
        );

    /// <summary>The lines up to the one that ends a body in chunks, and the empty one behind it.</summary>
    private static async Task<List<string>> ReadToAsync(StreamReader reader, string last)
    {
        var lines = new List<string>();
        while (lines is not [.., var line] || line != last)
        {
            lines.Add((await reader.ReadLineAsync(Token))!);
        }

        await reader.ReadLineAsync(Token);
        return lines;
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
