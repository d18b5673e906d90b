using System.Net.Sockets;
using System.Text;
using Slipway.Cli.Bench.Load;
using Slipway.Cli.Bench.Load.Http;
using Slipway.Cli.Bench.Requests;
using Slipway.Cli.Tests.Bench.Fakes;

namespace Slipway.Cli.Tests.Bench.Load.Http;

public sealed class RestChannelTests
{
    private static readonly byte[] Ok = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

    [Fact]
    public async Task Send_KeptConnection_CarriesTheSameBytesAgain()
    {
        var seen = new List<string>();
        var request = Request(new Uri("http://model:99/a/b?c=d"), "the body");
        var length = new RestTransport(request, null).Request.Length;
        await using var server = new ScriptedServer(
            async (stream, _, cancellation) =>
            {
                while (true)
                {
                    seen.Add(Encoding.ASCII.GetString(await ScriptedServer.ReadAsync(stream, length, cancellation)));
                    // In two pieces, the head cut in its middle.
                    await stream.WriteAsync(Ok.AsMemory(0, 20), cancellation);
                    await stream.WriteAsync(Ok.AsMemory(20), cancellation);
                }
            }
        );
        using var channel = Open(request with { Uri = new Uri(server.Address, "/a/b?c=d") }, host: "model:99");

        for (var i = 0; i < 3; i++)
        {
            (await channel.SendAsync()).Should().Be(Outcome.Answered);
        }

        server.Connections.Should().Be(1);
        seen.Should()
            .HaveCount(3)
            .And.AllBe(
                "POST /a/b?c=d HTTP/1.1\r\nContent-Type: text/plain\r\nHost: model:99\r\nContent-Length: 8\r\n\r\nthe body"
            );
    }

    [Fact]
    public async Task Send_ConnectionClose_ConnectsAgain()
    {
        await using var server = Answering("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
        using var channel = Open(Request(server.Address));

        (await channel.SendAsync()).Should().Be(Outcome.Answered);
        (await channel.SendAsync()).Should().Be(Outcome.Answered);

        server.Connections.Should().Be(2);
    }

    [Fact]
    public async Task Send_ConnectionThatEndsInTheAnswer_FailsAndTheNextOneIsFine()
    {
        await using var server = new ScriptedServer(
            async (stream, number, cancellation) =>
            {
                await stream.ReadExactlyAsync(new byte[10], cancellation);
                await stream.WriteAsync(number == 1 ? Ok.AsMemory(0, Ok.Length - 1) : Ok, cancellation);
                await ReadToEndAsync(stream, cancellation, atMostOnce: number == 1);
            }
        );
        using var channel = Open(Request(server.Address));

        var first = await channel.SendAsync();
        var second = await channel.SendAsync();

        first.Kind.Should().Be(OutcomeKind.Failed);
        first.Cause.Should().StartWith("connection");
        second.Should().Be(Outcome.Answered);
    }

    [Theory]
    [InlineData(200, OutcomeKind.Answered, null)]
    [InlineData(429, OutcomeKind.Refused, "HTTP 429")]
    [InlineData(503, OutcomeKind.Refused, "HTTP 503")]
    [InlineData(400, OutcomeKind.Failed, "HTTP 400")]
    [InlineData(504, OutcomeKind.Failed, "HTTP 504")]
    public async Task Send_Status_DecidesWhatItCountsAs(int status, object kind, string? cause)
    {
        await using var server = Answering($"HTTP/1.1 {status} X\r\nContent-Length: 4\r\n\r\nwhy?");
        using var channel = Open(Request(server.Address));

        (await channel.SendAsync()).Should().Be(new Outcome((OutcomeKind)kind, cause));
        if (status > 200)
            channel.LastMessage.Should().Be("why?");
    }

    [Fact]
    public async Task Send_ExpectContinue_SendsTheBodyOnlyWhenAskedForIt()
    {
        var bodies = new List<string>();
        var request = Request(new Uri("http://model:99/"), "body") with
        {
            Headers = [("Expect", "100-continue"), ("Host", "model")],
        };
        var head = new RestTransport(request, null).Request.Length;
        await using var server = new ScriptedServer(
            async (stream, _, cancellation) =>
            {
                await ScriptedServer.ReadAsync(stream, head, cancellation);
                await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellation);
                bodies.Add(Encoding.ASCII.GetString(await ScriptedServer.ReadAsync(stream, 4, cancellation)));
                await stream.WriteAsync(Ok, cancellation);
                await ScriptedServer.ReadAsync(stream, head, cancellation);
                await stream.WriteAsync(
                    "HTTP/1.1 503 Busy\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8.ToArray(),
                    cancellation
                );
            }
        );
        using var channel = Open(request with { Uri = server.Address });

        (await channel.SendAsync()).Should().Be(Outcome.Answered);
        (await channel.SendAsync()).Should().Be(Outcome.Refused("HTTP 503"));

        bodies.Should().Equal("body");
    }

    [Fact]
    public async Task Send_RefusalBeforeALargeBodyIsSent_IsSeenAtOnce()
    {
        var answered = new TaskCompletionSource();
        await using var server = new ScriptedServer(
            async (stream, number, cancellation) =>
            {
                // The client's body is far larger than any socket buffer, and nothing of it is read.
                await stream.ReadExactlyAsync(new byte[10], cancellation);
                await stream.WriteAsync("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), cancellation);
                if (number == 1)
                    await answered.Task.WaitAsync(cancellation);
            }
        );
        using var channel = Open(Request(server.Address, new string('x', 64_000_000)));

        var outcome = await channel.SendAsync().AsTask().WaitAsync(TestContext.Current.CancellationToken);
        answered.SetResult();
        var next = await channel.SendAsync().AsTask().WaitAsync(TestContext.Current.CancellationToken);

        outcome.Should().Be(Outcome.Refused("HTTP 503"));
        next.Kind.Should().NotBe(OutcomeKind.Answered);
        server.Connections.Should().Be(2, "the rest of the first body was not what the server wanted to read");
    }

    [Fact]
    public async Task Send_NobodyListens_FailsAsRefusedConnection()
    {
        var server = new ScriptedServer((_, _, _) => Task.CompletedTask);
        await server.DisposeAsync();
        using var channel = Open(Request(server.Address));

        (await channel.SendAsync()).Should().Be(Outcome.Failed("connection refused"));
    }

    [Fact]
    public async Task Send_TlsToACleartextServer_Fails()
    {
        await using var server = Answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        var secure = new UriBuilder(server.Address) { Scheme = "https" }.Uri;
        using var channel = Open(Request(secure));

        var outcome = await channel.SendAsync();

        outcome.Kind.Should().Be(OutcomeKind.Failed);
        outcome.Cause.Should().StartWith("TLS:");
    }

    [Fact]
    public async Task Abort_WhileTheServerIsSilent_EndsTheRequestAndLeavesTheChannelUsable()
    {
        var arrived = new TaskCompletionSource();
        await using var server = new ScriptedServer(
            async (stream, number, cancellation) =>
            {
                await stream.ReadExactlyAsync(new byte[10], cancellation);
                arrived.TrySetResult();
                if (number > 1)
                    await stream.WriteAsync(Ok, cancellation);
                await ReadToEndAsync(stream, cancellation);
            }
        );
        using var channel = Open(Request(server.Address));

        var sending = channel.SendAsync().AsTask();
        await arrived.Task.WaitAsync(TestContext.Current.CancellationToken);
        channel.Abort();

        (await sending.WaitAsync(TestContext.Current.CancellationToken)).Kind.Should().Be(OutcomeKind.Failed);
        (await channel.SendAsync()).Should().Be(Outcome.Answered);
    }

    [Fact]
    public async Task Send_AnotherLengthThanExpected_IsAFailure()
    {
        await using var server = Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        using var channel = new RestTransport(Request(server.Address), expectedLength: 3).Open();

        (await channel.SendAsync()).Should().Be(Outcome.OtherLength);
    }

    private static ILoadChannel Open(PreparedRequest request, string? host = null) =>
        new RestTransport(host is null ? request : request.With([("Host", host)]), null).Open();

    private static PreparedRequest Request(Uri uri, string body = "") =>
        new()
        {
            Protocol = BenchProtocol.Rest,
            Uri = uri,
            Headers = [("Content-Type", "text/plain")],
            Body = Encoding.ASCII.GetBytes(body),
        };

    // One request after another; each ends with an empty line, since it has no body.
    private static ScriptedServer Answering(string response) =>
        new(
            async (stream, _, cancellation) =>
            {
                var bytes = Encoding.ASCII.GetBytes(response);
                var buffer = new byte[4096];
                while (await stream.ReadAsync(buffer, cancellation) > 0)
                {
                    await stream.WriteAsync(bytes, cancellation);
                    if (response.Contains("Connection: close", StringComparison.Ordinal))
                        return;
                }
            }
        );

    private static async Task ReadToEndAsync(
        NetworkStream stream,
        CancellationToken cancellationToken,
        bool atMostOnce = false
    )
    {
        var buffer = new byte[4096];
        while (!atMostOnce && await stream.ReadAsync(buffer, cancellationToken) > 0) { }
    }
}
