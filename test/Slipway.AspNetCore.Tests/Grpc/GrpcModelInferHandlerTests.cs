using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Grpc;
using static Slipway.AspNetCore.Tests.Grpc.GrpcTestServer;

namespace Slipway.AspNetCore.Tests.Grpc;

public sealed class GrpcModelInferHandlerTests
{
    [Fact]
    public async Task Call_WithGeneratedClient_IsAnswered()
    {
        await using var server = await StartAsync(Echo);

        var answer = await server.CallAsync(Request([1, 2, 3]));

        answer.ModelName.Should().Be("echo");
        answer.Id.Should().Be("42");
        answer.Outputs.Should().ContainSingle().Which.Name.Should().Be("x");
        answer.RawOutputContents[0].ToByteArray().Should().Equal(1, 2, 3);
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(40 << 20)]
    public async Task Call_WithLargeMessage_KeepsEveryByte(int size)
    {
        await using var server = await StartAsync(Echo);
        var content = new byte[size];
        new Random(size).NextBytes(content);

        var answer = await server.CallAsync(Request(content));

        answer.RawOutputContents[0].Span.SequenceEqual(content).Should().BeTrue();
    }

    [Fact]
    public async Task Call_ManyAtATime_EachGetsItsOwnAnswer()
    {
        await using var server = await StartAsync(Echo);

        await Parallel.ForAsync(
            0,
            200,
            TestContext.Current.CancellationToken,
            async (i, _) =>
            {
                var content = new byte[(i * 97) + 1];
                content.AsSpan().Fill((byte)i);
                var answer = await server.CallAsync(Request(content));
                answer.RawOutputContents[0].Span.SequenceEqual(content).Should().BeTrue();
            }
        );
    }

    [Fact]
    public async Task Call_ThatIsRefused_CarriesStatusAndMessage()
    {
        await using var server = await StartAsync(
            (_, _) => throw ServingException.NotFound("Model 'größe 100%' — 模型 🚢 is not here.")
        );

        var failure = await Failure(server.CallAsync(Request([1])));

        failure.StatusCode.Should().Be(StatusCode.NotFound);
        failure.Status.Detail.Should().Be("Model 'größe 100%' — 模型 🚢 is not here.");
    }

    [Fact]
    public async Task Call_WithBadTensor_NamesModelAndInput()
    {
        await using var server = await StartAsync(Echo);
        var request = Request([1, 2]);
        request.Inputs[0].Shape[0] = 7;

        var failure = await Failure(server.CallAsync(request));

        failure.StatusCode.Should().Be(StatusCode.InvalidArgument);
        failure.Status.Detail.Should().StartWith("Model 'echo', input 'x': ");
    }

    [Fact]
    public async Task Call_WithUnexpectedException_TellsNothingOfIt()
    {
        await using var server = await StartAsync((_, _) => throw new InvalidOperationException("secret path /etc"));

        var failure = await Failure(server.CallAsync(Request([1])));

        failure.StatusCode.Should().Be(StatusCode.Internal);
        failure.Status.Detail.Should().NotContain("secret");
        failure.Status.Detail.Should().NotContain("InvalidOperation");
    }

    [Fact]
    public async Task Call_ThatShouldBeRetriedLater_SaysWhen()
    {
        await using var server = await StartAsync(
            (_, _) =>
                throw new ServingException(ServingErrorCode.ResourceExhausted, "full")
                {
                    RetryAfter = TimeSpan.FromMilliseconds(250),
                }
        );

        using var response = await server.PostAsync(Frame(Request([1]).ToByteArray()));

        Header(response, "grpc-status").Should().Be("8");
        Header(response, "grpc-retry-pushback-ms").Should().Be("250");
    }

    [Fact]
    public async Task Call_OverItsDeadline_CancelsTheWorkAndSaysSo()
    {
        var cancelled = new TaskCompletionSource();
        await using var server = await StartAsync(
            async (_, ct) =>
            {
                await using var registration = ct.Register(cancelled.SetResult);
                await Task.Delay(Timeout.Infinite, ct);
                throw new InvalidOperationException();
            }
        );

        using var response = await server.PostAsync(
            Frame(Request([1]).ToByteArray()),
            headers: [("grpc-timeout", "2S")]
        );

        Header(response, "grpc-status").Should().Be("4");
        cancelled.Task.IsCompleted.Should().BeTrue();
    }

    [Fact]
    public async Task Call_WithClientDeadline_EndsAsDeadlineExceeded()
    {
        await using var server = await StartAsync(Never);

        var failure = await Failure(server.CallAsync(Request([1]), deadline: DateTime.UtcNow.AddMilliseconds(50)));

        failure.StatusCode.Should().Be(StatusCode.DeadlineExceeded);
    }

    [Fact]
    public async Task Call_CancelledByTheClient_CancelsTheWork()
    {
        var started = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        await using var server = await StartAsync(
            (request, ct) =>
            {
                ct.Register(cancelled.SetResult);
                started.SetResult();
                return Never(request, ct);
            }
        );
        using var client = new CancellationTokenSource();
        var call = server.CallAsync(Request([1]), client: client);
        await started.Task;

        await client.CancelAsync();

        (await Failure(call)).StatusCode.Should().Be(StatusCode.Cancelled);
        await cancelled.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("5x")]
    [InlineData("123456789S")]
    [InlineData("-5S")]
    public async Task Call_WithBadTimeout_IsInvalidArgument(string timeout)
    {
        await using var server = await StartAsync(Echo);

        using var response = await server.PostAsync(
            Frame(Request([1]).ToByteArray()),
            headers: [("grpc-timeout", timeout)]
        );

        Header(response, "grpc-status").Should().Be("3");
    }

    [Fact]
    public async Task Call_OverTheMessageLimit_IsResourceExhaustedAndTheServerGoesOn()
    {
        await using var server = await StartAsync(Echo, GrpcDecoderLimits.Default with { MaxMessageBytes = 1000 });

        var failure = await Failure(server.CallAsync(Request(new byte[1000])));
        var answer = await server.CallAsync(Request(new byte[100]));

        failure.StatusCode.Should().Be(StatusCode.ResourceExhausted);
        failure.Status.Detail.Should().Contain("1000 at most");
        answer.RawOutputContents[0].Length.Should().Be(100);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 9, 1 })]
    public async Task Call_WithoutAWholeMessage_IsInvalidArgument(byte[] body)
    {
        await using var server = await StartAsync(Echo);

        using var response = await server.PostAsync(body);

        Header(response, "grpc-status").Should().Be("3");
        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Call_WithTwoMessages_IsInvalidArgument()
    {
        await using var server = await StartAsync(Echo);
        var frame = Frame(Request([1]).ToByteArray());

        using var response = await server.PostAsync([.. frame, .. frame]);

        Header(response, "grpc-status").Should().Be("3");
        Header(response, "grpc-message").Should().Contain("more than one message");
    }

    [Theory]
    [InlineData("application/grpc+proto", HttpStatusCode.OK)]
    [InlineData("application/grpc; charset=utf-8", HttpStatusCode.OK)]
    [InlineData("APPLICATION/GRPC", HttpStatusCode.OK)]
    [InlineData("application/grpc+json", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/grpc-web", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("", HttpStatusCode.UnsupportedMediaType)]
    public async Task Call_WithContentType_IsTakenOnlyIfGrpc(string contentType, HttpStatusCode status)
    {
        await using var server = await StartAsync(Echo);

        using var response = await server.PostAsync(Frame(Request([1]).ToByteArray()), contentType);

        response.StatusCode.Should().Be(status);
    }

    private static async ValueTask<InferenceResponse> Never(InferenceRequest request, CancellationToken ct)
    {
        await Task.Delay(Timeout.Infinite, ct);
        throw new InvalidOperationException("The wait has no end but cancellation.");
    }

    private static async Task<RpcException> Failure(Task call) =>
        (await FluentActions.Awaiting(() => call).Should().ThrowAsync<RpcException>()).Which;
}
