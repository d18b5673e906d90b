using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Slipway.Client.Tests.Fakes;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Client.Tests;

/// <summary>What both transports promise alike.</summary>
public sealed class InferenceClientContractTests : IAsyncLifetime
{
    private EchoServer _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await EchoServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("rest")]
    [InlineData("grpc")]
    public async Task Infer_NamedTensors_ReturnsOutputsIdAndVersion(string transport)
    {
        await using var client = InferenceClient.Create(_server.Address(transport));
        using var numbers = new[,]
        {
            { 1.5f, float.NaN },
            { float.PositiveInfinity, -0.25f },
        }.ToTensor();
        using var words = Tensor.FromStrings(["päis", ""], new TensorShape(2));
        var request = new InferenceRequest { Model = new ModelSelector("echo"), Id = "42" };
        request.Inputs.Add(new NamedTensor("x", numbers));
        request.Inputs.Add(new NamedTensor("s", words));

        using var response = await client.InferAsync(request, Cancellation);

        response.ModelVersion.Should().Be("2");
        response.Id.Should().Be("42");
        response.Output("x").Shape.Should().Be(new TensorShape(2, 2));
        response.Output("x").AsSpan<float>().ToArray().Should().Equal(numbers.AsSpan<float>().ToArray());
        response.Output("s").ToStrings().Should().Equal("päis", "");
    }

    [Theory]
    [InlineData("rest")]
    [InlineData("grpc")]
    public async Task Infer_SameTensorTwice_LeavesItToTheCaller(string transport)
    {
        await using var client = InferenceClient.Create(_server.Address(transport));
        using var tensor = new[] { 1L, 2L, 3L }.ToTensor();

        for (var i = 0; i < 2; i++)
        {
            using var response = await client.InferAsync("echo", [("x", tensor)], Cancellation);
            response.Output("x").AsSpan<long>().ToArray().Should().Equal(1, 2, 3);
        }
    }

    [Theory]
    [InlineData("rest")]
    [InlineData("grpc")]
    public async Task Infer_HalfPrecision_KeepsTheBits(string transport)
    {
        await using var client = InferenceClient.Create(_server.Address(transport));
        using var tensor = new[] { (Half)0.1, Half.MaxValue }.ToTensor(1, 2);

        using var response = await client.InferAsync("echo", [("x", tensor)], Cancellation);

        response.Output("x").DataType.Should().Be(DataType.Fp16);
        response.Output("x").AsSpan<Half>().ToArray().Should().Equal((Half)0.1, Half.MaxValue);
    }

    [Theory]
    [InlineData("rest")]
    [InlineData("grpc")]
    public async Task Metadata_KnownModel_GivesSignatureAndVersions(string transport)
    {
        await using var client = InferenceClient.Create(_server.Address(transport));

        var model = await client.GetModelMetadataAsync("echo", cancellationToken: Cancellation);
        var server = await client.GetServerMetadataAsync(Cancellation);

        model.Versions.Should().Equal("1", "2");
        model.Platform.Should().Be("echo");
        model.Signature.Inputs.Should().ContainSingle().Which.ToString().Should().Be("x: FP32[-1,2]");
        model.Signature.Outputs.Select(o => o.ToString()).Should().Equal("x: FP32[-1,2]", "s: BYTES[1]");
        (server.Name, server.Version).Should().Be(("echo-server", "1.2"));
        server.Extensions.Should().Equal("a", "b");
    }

    [Theory]
    [InlineData("rest")]
    [InlineData("grpc")]
    public async Task Metadata_UnknownModel_IsNotFoundWithTheServersWords(string transport)
    {
        await using var client = InferenceClient.Create(_server.Address(transport));

        var act = () => client.GetModelMetadataAsync("nope", cancellationToken: Cancellation);

        var failure = (await act.Should().ThrowAsync<ServingException>()).Which;
        failure.Code.Should().Be(ServingErrorCode.NotFound);
        failure.Message.Should().Be("There is no model 'nope'.");
    }

    [Theory]
    [InlineData("rest")]
    [InlineData("grpc")]
    public async Task ListModels_SeveralVersions_NamesEachModelOnce(string transport)
    {
        await using var client = InferenceClient.Create(_server.Address(transport));

        (await client.ListModelsAsync(Cancellation)).Should().Equal("echo");
    }

    [Theory]
    [InlineData("rest")]
    [InlineData("grpc")]
    public async Task Health_ServerThatIsNotReady_IsToldFromOneThatIs(string transport)
    {
        await using var client = InferenceClient.Create(_server.Address(transport));

        (await client.IsLiveAsync(Cancellation)).Should().BeTrue();
        (await client.IsReadyAsync(Cancellation)).Should().BeTrue();
        (await client.IsModelReadyAsync("echo", cancellationToken: Cancellation)).Should().BeTrue();
        (await client.IsModelReadyAsync("nope", cancellationToken: Cancellation)).Should().BeFalse();
        _server.Model.Ready = false;
        (await client.IsReadyAsync(Cancellation)).Should().BeFalse();
    }

    [Theory]
    [InlineData("http")]
    [InlineData("grpc")]
    public async Task NoServer_EveryCall_SaysThatItCannotBeReached(string scheme)
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        var options = new InferenceClientOptions { Retry = RetryOptions.None };
        await using var client = InferenceClient.Create($"{scheme}://127.0.0.1:{port}", options);

        var act = () => client.GetServerMetadataAsync(Cancellation);

        var failure = (await act.Should().ThrowAsync<ServingException>()).Which;
        failure.Code.Should().Be(ServingErrorCode.Unavailable);
        failure.Reason.Should().Be(FailureReasons.ConnectionRefused);
        failure.Message.Should().Contain($"127.0.0.1:{port}").And.Contain("running");
        (await client.IsLiveAsync(Cancellation)).Should().BeFalse();
    }

    [Theory]
    [InlineData("rest")]
    [InlineData("grpc")]
    public async Task Infer_UnavailableWithAWait_TriesAgainAfterExactlyThatWait(string transport)
    {
        _server.Model.AnswerRest = async (attempt, context) =>
        {
            if (attempt == 1)
                await Failures.WriteAsync(context, 503, "loading", retryAfterSeconds: 7);
            return attempt == 1;
        };
        _server.Model.AnswerGrpc = (attempt, _) =>
            attempt == 1 ? throw Failures.Status(StatusCode.Unavailable, "loading", 7000) : Task.CompletedTask;
        var time = new ManualTimeProvider();
        await using var client = InferenceClient.Create(
            _server.Address(transport),
            new InferenceClientOptions { TimeProvider = time }
        );
        using var tensor = new[] { 1f }.ToTensor();

        var call = client.InferAsync("echo", [("x", tensor)], Cancellation);
        await time.WaitForTimerAsync(left => left == TimeSpan.FromSeconds(7));
        time.Advance(TimeSpan.FromSeconds(6.9));
        _server.Model.Attempts.Should().Be(1);
        time.Advance(TimeSpan.FromSeconds(0.1));
        using var response = await call;

        _server.Model.Attempts.Should().Be(2);
        response.Output("x").AsSpan<float>()[0].Should().Be(1f);
    }

    [Theory]
    [InlineData("rest")]
    [InlineData("grpc")]
    public async Task Infer_WaitBeyondTheDeadline_FailsAtOnce(string transport)
    {
        _server.Model.AnswerRest = async (_, context) =>
        {
            await Failures.WriteAsync(context, 503, "loading", retryAfterSeconds: 60);
            return true;
        };
        _server.Model.AnswerGrpc = (_, _) => throw Failures.Status(StatusCode.Unavailable, "loading", 60_000);
        await using var client = InferenceClient.Create(
            _server.Address(transport),
            new InferenceClientOptions { Deadline = TimeSpan.FromSeconds(30) }
        );
        using var tensor = new[] { 1f }.ToTensor();

        var act = () => client.InferAsync("echo", [("x", tensor)], Cancellation);

        var failure = (await act.Should().ThrowAsync<ServingException>()).Which;
        failure.Code.Should().Be(ServingErrorCode.Unavailable);
        failure.RetryAfter.Should().Be(TimeSpan.FromSeconds(60));
        _server.Model.Attempts.Should().Be(1);
    }

    [Theory]
    [InlineData("rest")]
    [InlineData("grpc")]
    public async Task Infer_RefusedRequest_IsNotTriedAgain(string transport)
    {
        _server.Model.AnswerRest = async (_, context) =>
        {
            await Failures.WriteAsync(context, 400, "wrong shape");
            return true;
        };
        _server.Model.AnswerGrpc = (_, _) => throw Failures.Status(StatusCode.InvalidArgument, "wrong shape");
        await using var client = InferenceClient.Create(_server.Address(transport));
        using var tensor = new[] { 1f }.ToTensor();

        var act = () => client.InferAsync("echo", [("x", tensor)], Cancellation);

        var failure = (await act.Should().ThrowAsync<ServingException>()).Which;
        failure.Code.Should().Be(ServingErrorCode.InvalidArgument);
        failure.Message.Should().Be("wrong shape");
        _server.Model.Attempts.Should().Be(1);
    }

    [Theory]
    [InlineData("rest")]
    [InlineData("grpc")]
    public async Task Infer_ServerThatNeverAnswers_EndsAtTheDeadline(string transport)
    {
        _server.Model.AnswerRest = async (_, context) =>
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return true;
        };
        _server.Model.AnswerGrpc = (_, context) => Task.Delay(Timeout.Infinite, context.CancellationToken);
        await using var client = InferenceClient.Create(
            _server.Address(transport),
            new InferenceClientOptions { Deadline = TimeSpan.FromMilliseconds(300) }
        );
        using var tensor = new[] { 1f }.ToTensor();

        var act = () => client.InferAsync("echo", [("x", tensor)], Cancellation);

        (await act.Should().ThrowAsync<ServingException>()).Which.Code.Should().Be(ServingErrorCode.DeadlineExceeded);
    }

    [Theory]
    [InlineData("rest")]
    [InlineData("grpc")]
    public async Task Infer_CancelledByTheCaller_IsACancellation(string transport)
    {
        using var cancel = new CancellationTokenSource();
        _server.Model.AnswerRest = async (_, context) =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return true;
        };
        _server.Model.AnswerGrpc = async (_, context) =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        };
        await using var client = InferenceClient.Create(_server.Address(transport));
        using var tensor = new[] { 1f }.ToTensor();

        var act = () => client.InferAsync("echo", [("x", tensor)], cancel.Token);

        await act.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public void Create_UnknownScheme_NamesThoseThatAreKnown()
    {
        var act = () => InferenceClient.Create("ftp://host");

        act.Should().Throw<ArgumentException>().WithMessage("*ftp://host*http://*grpc://*");
    }
}
