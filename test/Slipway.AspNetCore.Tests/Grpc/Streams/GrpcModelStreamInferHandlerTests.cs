using Grpc.Core;
using Slipway.AspNetCore.Grpc.Streams;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using Slipway.TestUtilities;
using static Slipway.AspNetCore.Tests.Grpc.GrpcTestServer;

namespace Slipway.AspNetCore.Tests.Grpc.Streams;

public sealed class GrpcModelStreamInferHandlerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stream_ManyRequests_AreAnsweredInTheirOrderAndItEnds()
    {
        await using var server = await StartAsync(Echo);
        using var stream = server.Stream();

        for (var i = 0; i < 200; i++)
        {
            await stream.RequestStream.WriteAsync(Named($"{i}", new byte[i * 31]), Token);
        }

        await stream.RequestStream.CompleteAsync();
        var answers = await ReadAllAsync(stream);

        answers.Select(answer => answer.InferResponse.Id).Should().Equal(Enumerable.Range(0, 200).Select(i => $"{i}"));
        answers.Should().OnlyContain(answer => answer.ErrorMessage == "");
        answers
            .Select(answer => answer.InferResponse.RawOutputContents[0].Length)
            .Should()
            .Equal(Enumerable.Range(0, 200).Select(i => i * 31));
        answers.Should().OnlyContain(answer => answer.InferResponse.Parameters["triton_final_response"].BoolParam);
        stream.GetStatus().StatusCode.Should().Be(StatusCode.OK);
    }

    [Fact]
    public async Task Stream_SlowRequestFirst_LetsTheOthersComputeAndKeepsTheOrder()
    {
        var second = new TaskCompletionSource();
        await using var server = await StartAsync(
            async (request, ct) =>
            {
                if (request.Id == "first")
                    await second.Task.WaitAsync(ct);
                else
                    second.SetResult();
                return await Echo(request, ct);
            }
        );
        using var stream = server.Stream();

        await stream.RequestStream.WriteAsync(Named("first", [1]), Token);
        await stream.RequestStream.WriteAsync(Named("second", [2]), Token);

        (await ReadAsync(stream)).InferResponse.Id.Should().Be("first");
        (await ReadAsync(stream)).InferResponse.Id.Should().Be("second");
    }

    [Fact]
    public async Task Stream_RequestsOfOneSequence_AreComputedOneAfterAnother()
    {
        var (running, most, order) = (0, 0, new List<string>());
        await using var server = await StartAsync(
            async (request, ct) =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                order.Add(request.Id!);
                await Task.Yield();
                Interlocked.Decrement(ref running);
                return await Echo(request, ct);
            }
        );
        using var stream = server.Stream();

        for (var i = 0; i < 100; i++)
        {
            await stream.RequestStream.WriteAsync(InSequence($"{i}", new InferParameter { Uint64Param = 7 }), Token);
        }

        await stream.RequestStream.CompleteAsync();
        await ReadAllAsync(stream);

        most.Should().Be(1);
        order.Should().Equal(Enumerable.Range(0, 100).Select(i => $"{i}"));
    }

    [Fact]
    public async Task Stream_TwoSequences_DoNotWaitForEachOther()
    {
        var other = new TaskCompletionSource();
        await using var server = await StartAsync(
            async (request, ct) =>
            {
                if (request.Id == "a")
                    await other.Task.WaitAsync(ct);
                else if (request.Id == "b")
                    other.SetResult();
                return await Echo(request, ct);
            }
        );
        using var stream = server.Stream();

        await stream.RequestStream.WriteAsync(InSequence("a", new InferParameter { Int64Param = 1 }), Token);
        await stream.RequestStream.WriteAsync(InSequence("b", new InferParameter { StringParam = "two" }), Token);

        (await ReadAsync(stream)).InferResponse.Id.Should().Be("a");
        (await ReadAsync(stream)).InferResponse.Id.Should().Be("b");
    }

    [Fact]
    public async Task Stream_RequestThatFailsInASequence_DoesNotHoldTheNextUp()
    {
        await using var server = await StartAsync(
            (request, ct) => request.Id == "a" ? throw ServingException.InvalidArgument("no") : Echo(request, ct)
        );
        using var stream = server.Stream();

        await stream.RequestStream.WriteAsync(InSequence("a", new InferParameter { Int64Param = 1 }), Token);
        await stream.RequestStream.WriteAsync(InSequence("b", new InferParameter { Int64Param = 1 }), Token);

        (await ReadAsync(stream)).ErrorMessage.Should().Be("no");
        (await ReadAsync(stream)).InferResponse.Id.Should().Be("b");
    }

    [Fact]
    public async Task Stream_WrongRequests_AreAnsweredWithTheirErrorAndItGoesOn()
    {
        await using var server = await StartAsync(
            (request, ct) =>
                request.Id == "refused" ? throw ServingException.NotFound("Model 'größe' is not here.")
                : request.Id == "broken" ? throw new InvalidOperationException("inside")
                : Echo(request, ct)
        );
        using var stream = server.Stream();
        var wrong = Named("wrong", [1, 2]);
        wrong.ModelVersion = "3";
        wrong.Inputs[0].Shape[0] = 7;

        foreach (
            var request in (ModelInferRequest[])[Named("refused", [1]), wrong, Named("broken", [1]), Named("good", [5])]
        )
        {
            await stream.RequestStream.WriteAsync(request, Token);
        }

        var refused = await ReadAsync(stream);
        refused.ErrorMessage.Should().Be("Model 'größe' is not here.");
        refused.InferResponse.Id.Should().Be("refused");
        var malformed = await ReadAsync(stream);
        malformed.ErrorMessage.Should().ContainAll("'echo'", "'x'", "[7]");
        malformed
            .InferResponse.Should()
            .BeEquivalentTo(
                new
                {
                    Id = "wrong",
                    ModelName = "echo",
                    ModelVersion = "3",
                },
                options => options.ExcludingMissingMembers()
            );
        var broken = await ReadAsync(stream);
        broken.ErrorMessage.Should().Contain("log").And.NotContain("inside");
        (await ReadAsync(stream)).InferResponse.RawOutputContents[0].ToByteArray().Should().Equal(5);
    }

    [Fact]
    public async Task Stream_InErrorMode_EndsWithTheStatusOfTheFirstFailure()
    {
        await using var server = await StartAsync(
            (request, ct) => request.Id == "bad" ? throw ServingException.NotFound("gone") : Echo(request, ct)
        );
        using var stream = server.Stream(new Metadata { { "triton_grpc_error", "true" } });

        await stream.RequestStream.WriteAsync(Named("good", [1]), Token);
        await stream.RequestStream.WriteAsync(Named("bad", [1]), Token);

        (await ReadAsync(stream)).InferResponse.Id.Should().Be("good");
        (await Failure(stream)).Status.Should().Be(new Status(StatusCode.NotFound, "gone"));
    }

    [Fact]
    public async Task Stream_WithEmptyFinalResponses_IsAnsweredOnceAsWithout()
    {
        InferenceParameters? seen = null;
        await using var server = await StartAsync(
            (request, ct) =>
            {
                seen = request.Parameters;
                return Echo(request, ct);
            }
        );
        using var stream = server.Stream();
        var asked = Named("asked", [1]);
        asked.Parameters["triton_enable_empty_final_response"] = new InferParameter { BoolParam = true };
        var wrong = Named("wrong", [1]);
        wrong.Parameters["triton_enable_empty_final_response"] = new InferParameter { Int64Param = 1 };

        await stream.RequestStream.WriteAsync(asked, Token);
        await stream.RequestStream.WriteAsync(wrong, Token);
        await stream.RequestStream.CompleteAsync();
        var answers = await ReadAllAsync(stream);

        answers.Should().HaveCount(2);
        answers[0].InferResponse.Parameters["triton_final_response"].BoolParam.Should().BeTrue();
        answers[1].ErrorMessage.Should().Contain("bool_param");
        seen.Should().BeEmpty();
    }

    [Fact]
    public async Task Stream_CallerThatSendsAheadOfTheAnswers_IsHeldBack()
    {
        var (started, release) = (0, new TaskCompletionSource());
        var full = new TaskCompletionSource();
        await using var server = await StartAsync(
            async (request, ct) =>
            {
                if (Interlocked.Increment(ref started) == GrpcModelStreamInferHandler.MaxInFlight)
                    full.SetResult();
                await release.Task.WaitAsync(ct);
                return await Echo(request, ct);
            }
        );
        using var stream = server.Stream();
        for (var i = 0; i < 4 * GrpcModelStreamInferHandler.MaxInFlight; i++)
        {
            await stream.RequestStream.WriteAsync(Named($"{i}", [1]), Token);
        }

        await stream.RequestStream.CompleteAsync();
        await full.Task.WaitAsync(Token);
        var before = started;
        release.SetResult();
        var answers = await ReadAllAsync(stream);

        before.Should().Be(GrpcModelStreamInferHandler.MaxInFlight);
        answers.Should().HaveCount(4 * GrpcModelStreamInferHandler.MaxInFlight);
    }

    [Fact]
    public async Task Stream_LargeMessages_KeepEveryByte()
    {
        await using var server = await StartAsync(Echo);
        using var stream = server.Stream();
        var content = new byte[5 << 20];
        new Random(1).NextBytes(content);

        for (var i = 0; i < 3; i++)
        {
            await stream.RequestStream.WriteAsync(Named("big", content), Token);
            var answer = await ReadAsync(stream);
            answer.InferResponse.RawOutputContents[0].Span.SequenceEqual(content).Should().BeTrue();
        }
    }

    [Fact]
    public async Task Stream_MessageOverTheLimit_EndsIt()
    {
        await using var server = await StartAsync(Echo, new GrpcDecoderLimits { MaxMessageBytes = 1000 });
        using var stream = server.Stream();

        await stream.RequestStream.WriteAsync(Named("good", [1]), Token);
        (await ReadAsync(stream)).InferResponse.Id.Should().Be("good");
        await OfferAsync(stream, Named("big", new byte[2000]));

        var failure = await Failure(stream);
        failure.StatusCode.Should().Be(StatusCode.ResourceExhausted);
        failure.Status.Detail.Should().Contain("1000");
    }

    [Theory]
    [InlineData(500_000, StatusCode.OK)]
    [InlineData(5_000_000, StatusCode.ResourceExhausted)]
    public async Task Stream_CompressedMessage_CountsWhatComesOutOfIt(int size, StatusCode status)
    {
        await using var server = await StartAsync(Echo, new GrpcDecoderLimits { MaxMessageBytes = 1_000_000 });
        using var stream = server.Stream(new Metadata { { "grpc-internal-encoding-request", "gzip" } });

        await OfferAsync(stream, Named("zeros", new byte[size]));
        var read = async () => await ReadAllAsync(stream);

        if (status == StatusCode.OK)
            (await read()).Should().ContainSingle().Which.InferResponse.RawOutputContents[0].Length.Should().Be(size);
        else
            (await read.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(status);
    }

    [Fact]
    public async Task Stream_CallerThatCancels_CancelsItsRequests()
    {
        var (computing, cancelled) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var server = await StartAsync(
            async (_, ct) =>
            {
                ct.Register(cancelled.SetResult);
                computing.SetResult();
                await Task.Delay(Timeout.Infinite, ct);
                throw new InvalidOperationException();
            }
        );
        using var client = new CancellationTokenSource();
        using var stream = server.Stream(client: client.Token);

        await stream.RequestStream.WriteAsync(Named("a", [1]), Token);
        await computing.Task.WaitAsync(Token);
        await client.CancelAsync();

        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    [Fact]
    public async Task Stream_DeadlineThatPasses_EndsItAsSuch()
    {
        // The server's clock only; the caller's own, which counts the same deadline, hardly moves.
        var time = new ManualTimeProvider(DateTimeOffset.UnixEpoch);
        await using var server = await StartAsync(Echo, time: time);
        using var stream = server.Stream(deadline: DateTime.UtcNow.AddHours(1));

        await stream.RequestStream.WriteAsync(Named("a", [1]), Token);
        (await ReadAsync(stream)).InferResponse.Id.Should().Be("a");
        time.Advance(TimeSpan.FromHours(2));

        (await Failure(stream)).StatusCode.Should().Be(StatusCode.DeadlineExceeded);
    }

    [Fact]
    public async Task Stop_IdleStream_EndsAsUnavailable()
    {
        await using var server = await StartAsync(Echo);
        using var stream = server.Stream();
        await stream.RequestStream.WriteAsync(Named("a", [1]), Token);
        await ReadAsync(stream);

        await server.EndStreamsAsync();

        (await Failure(stream)).StatusCode.Should().Be(StatusCode.Unavailable);
    }

    [Fact]
    public async Task Stop_StreamWithRequestsInFlight_AnswersThemFirst()
    {
        var (computing, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var server = await StartAsync(
            async (request, ct) =>
            {
                computing.SetResult();
                await release.Task.WaitAsync(ct);
                return await Echo(request, ct);
            }
        );
        using var stream = server.Stream();
        await stream.RequestStream.WriteAsync(Named("a", [1]), Token);
        await computing.Task.WaitAsync(Token);

        await server.EndStreamsAsync();
        release.SetResult();

        (await ReadAsync(stream)).InferResponse.Id.Should().Be("a");
        (await Failure(stream)).StatusCode.Should().Be(StatusCode.Unavailable);
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0, 9, 1 }, "3")]
    [InlineData(new byte[] { 0, 0 }, "3")]
    [InlineData(new byte[] { 7, 0, 0, 0, 0 }, "13")]
    public async Task Stream_BrokenFraming_EndsWithAStatus(byte[] body, string status)
    {
        await using var server = await StartAsync(Echo);

        using var response = await server.PostAsync(GrpcModelStreamInferHandler.Path, body);

        Trailer(response, "grpc-status").Should().Be(status);
        Trailer(response, "grpc-message").Should().NotBeNullOrEmpty();
    }

    private static ModelInferRequest Named(string id, byte[] content)
    {
        var request = Request(content);
        request.Id = id;
        return request;
    }

    private static ModelInferRequest InSequence(string id, InferParameter sequence)
    {
        var request = Named(id, [1]);
        request.Parameters["sequence_id"] = sequence;
        return request;
    }

    private static async Task<ModelStreamInferResponse> ReadAsync(
        AsyncDuplexStreamingCall<ModelInferRequest, ModelStreamInferResponse> stream
    )
    {
        (await stream.ResponseStream.MoveNext(Token)).Should().BeTrue();
        return stream.ResponseStream.Current;
    }

    // A server may end the call before its caller is done sending, which then fails; what it says is in the answer.
    private static async Task OfferAsync(
        AsyncDuplexStreamingCall<ModelInferRequest, ModelStreamInferResponse> stream,
        ModelInferRequest request
    )
    {
        try
        {
            await stream.RequestStream.WriteAsync(request, Token);
            await stream.RequestStream.CompleteAsync();
        }
        catch (RpcException) { }
    }

    private static async Task<List<ModelStreamInferResponse>> ReadAllAsync(
        AsyncDuplexStreamingCall<ModelInferRequest, ModelStreamInferResponse> stream
    )
    {
        var answers = new List<ModelStreamInferResponse>();
        await foreach (var answer in stream.ResponseStream.ReadAllAsync(Token))
        {
            answers.Add(answer);
        }

        return answers;
    }

    private static async Task<RpcException> Failure(
        AsyncDuplexStreamingCall<ModelInferRequest, ModelStreamInferResponse> stream
    )
    {
        var read = () => stream.ResponseStream.MoveNext(Token);
        return (await read.Should().ThrowAsync<RpcException>()).Which;
    }
}
