using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Slipway.Cli.Bench.Load;
using Slipway.Cli.Bench.Load.Grpc;
using Slipway.Cli.Bench.Requests;

namespace Slipway.Cli.Tests.Bench.Load.Grpc;

public sealed class GrpcChannelTests : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, int> _connections = new();
    private readonly ConcurrentQueue<byte[]> _bodies = new();
    private WebApplication _app = null!;
    private Func<HttpContext, Task> _answer = context => Answer(context, "0");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2)
        );
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            _bodies.Enqueue(body.ToArray());
            _connections.AddOrUpdate(context.Connection.Id, 1, (_, count) => count + 1);
            await _answer(context);
        });
        await _app.StartAsync(Cancellation);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Send_Message_IsFramedAndAnswered()
    {
        using var transport = new GrpcTransport(Request(), 1, expectedLength: 3);
        using var channel = transport.Open();

        (await channel.SendAsync()).Should().Be(Outcome.Answered);

        _bodies.Should().ContainSingle().Which.Should().Equal(0, 0, 0, 0, 4, 1, 2, 3, 4);
    }

    [Theory]
    [InlineData("14", OutcomeKind.Refused, "UNAVAILABLE")]
    [InlineData("8", OutcomeKind.Refused, "RESOURCE_EXHAUSTED")]
    [InlineData("4", OutcomeKind.Failed, "DEADLINE_EXCEEDED")]
    [InlineData("13", OutcomeKind.Failed, "INTERNAL")]
    [InlineData("99", OutcomeKind.Failed, "an unknown gRPC status")]
    public async Task Send_StatusInTrailersOrHeaders_DecidesWhatItCountsAs(string status, object kind, string cause)
    {
        using var transport = new GrpcTransport(Request(), 1, null);
        using var channel = transport.Open();
        var expected = new Outcome((OutcomeKind)kind, cause);

        _answer = context => Answer(context, status);
        (await channel.SendAsync()).Should().Be(expected);
        _answer = context =>
        {
            context.Response.Headers["grpc-status"] = status;
            context.Response.Headers["grpc-message"] = "no%20room";
            return Task.CompletedTask;
        };
        (await channel.SendAsync()).Should().Be(expected);

        channel.LastMessage.Should().Be("no room");
    }

    [Theory]
    [InlineData(200, OutcomeKind.Failed, "an answer without a gRPC status")]
    [InlineData(503, OutcomeKind.Refused, "HTTP 503")]
    [InlineData(404, OutcomeKind.Failed, "HTTP 404")]
    public async Task Send_AnswerThatIsNoGrpc_CountsByHttp(int status, object kind, string cause)
    {
        _answer = context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };
        using var transport = new GrpcTransport(Request(), 1, null);
        using var channel = transport.Open();

        (await channel.SendAsync()).Should().Be(new Outcome((OutcomeKind)kind, cause));
    }

    [Fact]
    public async Task Send_AnotherLength_IsAFailure()
    {
        using var transport = new GrpcTransport(Request(), 1, expectedLength: 4);
        using var channel = transport.Open();

        (await channel.SendAsync()).Should().Be(Outcome.OtherLength);
    }

    [Fact]
    public async Task Open_Channels_TakeTurnsOnTheConnections()
    {
        using var transport = new GrpcTransport(Request(), 2, null);
        for (var i = 0; i < 6; i++)
        {
            using var channel = transport.Open();
            await channel.SendAsync();
        }

        _connections.Values.Should().Equal(3, 3);
    }

    [Fact]
    public async Task Abort_WhileTheServerIsSilent_EndsTheCallAndLeavesTheChannelUsable()
    {
        var arrived = new TaskCompletionSource();
        _answer = context =>
        {
            arrived.TrySetResult();
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        using var transport = new GrpcTransport(Request(), 1, null);
        using var channel = transport.Open();

        var sending = channel.SendAsync().AsTask();
        await arrived.Task.WaitAsync(Cancellation);
        channel.Abort();
        (await sending.WaitAsync(Cancellation)).Kind.Should().Be(OutcomeKind.Failed);

        _answer = context => Answer(context, "0");
        (await channel.SendAsync()).Should().Be(Outcome.Answered);
    }

    [Fact]
    public async Task Send_NobodyListens_Fails()
    {
        using var transport = new GrpcTransport(Request(), 1, null);
        using var channel = transport.Open();
        await _app.DisposeAsync();

        (await channel.SendAsync()).Should().Be(Outcome.Failed("connection refused"));
    }

    private static async Task Answer(HttpContext context, string status)
    {
        context.Response.ContentType = "application/grpc";
        if (status == "0")
            await context.Response.Body.WriteAsync(new byte[] { 0, 0, 0, 0, 3, 7, 8, 9 }, context.RequestAborted);
        context.Response.AppendTrailer("grpc-status", status);
    }

    private PreparedRequest Request() =>
        new()
        {
            Protocol = BenchProtocol.Grpc,
            Uri = new Uri(new Uri(_app.Urls.Single()), "/inference.GRPCInferenceService/ModelInfer"),
            Body = new byte[] { 1, 2, 3, 4 },
        };
}
