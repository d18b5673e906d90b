using Microsoft.AspNetCore.Http;
using Slipway.Client.Tests.Fakes;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;

namespace Slipway.Client.Tests.Rest;

public sealed class RestInferenceClientTests : IAsyncLifetime
{
    private EchoServer _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await EchoServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData(true, "application/octet-stream")]
    [InlineData(false, "application/json")]
    public async Task Infer_BinaryOption_ChoosesTheForm(bool binary, string contentType)
    {
        await using var client = InferenceClient.Create(
            _server.Rest,
            new InferenceClientOptions { BinaryTensors = binary }
        );
        using var tensor = new[,]
        {
            { 1.5f, 2.5f },
        }.ToTensor();

        using var response = await client.InferAsync("echo", [("x", tensor)], Cancellation);

        response.Output("x").AsSpan<float>().ToArray().Should().Equal(1.5f, 2.5f);
        _server.Model.ContentTypes.Should().Equal(contentType);
    }

    [Fact]
    public async Task Infer_Deadline_TravelsInMicrosecondsBesideTheCallersParameters()
    {
        await using var client = InferenceClient.Create(
            _server.Rest,
            new InferenceClientOptions { Deadline = TimeSpan.FromSeconds(2), TimeProvider = new ManualTimeProvider() }
        );
        using var tensor = new[] { 1f }.ToTensor();
        var request = new InferenceRequest
        {
            Model = new ModelSelector("echo"),
            Parameters = new InferenceParameters { ["priority"] = new ParameterValue(3L) },
        };
        request.Inputs.Add(new NamedTensor("x", tensor));

        using var response = await client.InferAsync(request, Cancellation);

        _server.Model.Parameters.Should().Contain("timeout=2000000").And.Contain("priority=3");
        request.Parameters.Should().ContainSingle("the caller's request is not changed");
    }

    [Theory]
    [InlineData(400, ServingErrorCode.InvalidArgument)]
    [InlineData(404, ServingErrorCode.NotFound)]
    [InlineData(413, ServingErrorCode.TooLarge)]
    [InlineData(429, ServingErrorCode.ResourceExhausted)]
    [InlineData(500, ServingErrorCode.Internal)]
    [InlineData(501, ServingErrorCode.Unsupported)]
    [InlineData(503, ServingErrorCode.Unavailable)]
    [InlineData(504, ServingErrorCode.DeadlineExceeded)]
    public async Task Infer_ErrorStatus_BecomesItsCode(int status, ServingErrorCode code)
    {
        _server.Model.AnswerRest = async (_, context) =>
        {
            await Failures.WriteAsync(context, status, "the reason");
            return true;
        };
        await using var client = InferenceClient.Create(
            _server.Rest,
            new InferenceClientOptions { Retry = RetryOptions.None }
        );
        using var tensor = new[] { 1f }.ToTensor();

        var act = () => client.InferAsync("echo", [("x", tensor)], Cancellation);

        var failure = (await act.Should().ThrowAsync<ServingException>()).Which;
        (failure.Code, failure.Message, failure.Reason).Should().Be((code, "the reason", null));
    }

    [Fact]
    public async Task Infer_ErrorThatIsNoJson_SaysWhatAnswered()
    {
        _server.Model.AnswerRest = async (_, context) =>
        {
            context.Response.StatusCode = 405;
            await context.Response.WriteAsync("<html>no</html>", Cancellation);
            return true;
        };
        await using var client = InferenceClient.Create(_server.Rest);
        using var tensor = new[] { 1f }.ToTensor();

        var act = () => client.InferAsync("echo", [("x", tensor)], Cancellation);

        (await act.Should().ThrowAsync<ServingException>())
            .WithMessage("*model 'echo'*HTTP 405*")
            .Which.Code.Should()
            .Be(ServingErrorCode.Unsupported);
    }

    [Fact]
    public async Task Infer_ConnectionBrokenHalfWay_IsNotTriedAgain()
    {
        _server.Model.AnswerRest = (_, context) =>
        {
            context.Abort();
            return Task.FromResult(true);
        };
        await using var client = InferenceClient.Create(_server.Rest);
        using var tensor = new[] { 1f }.ToTensor();

        var act = () => client.InferAsync("echo", [("x", tensor)], Cancellation);

        (await act.Should().ThrowAsync<ServingException>()).Which.Reason.Should().Be(FailureReasons.ConnectionLost);
        _server.Model.Attempts.Should().Be(1);
    }

    [Fact]
    public async Task Infer_Label_IsUnsupportedBeforeAnythingIsSent()
    {
        await using var client = InferenceClient.Create(_server.Rest);
        var request = new InferenceRequest { Model = new ModelSelector("echo", Label: "stable") };

        var act = () => client.InferAsync(request, Cancellation);

        (await act.Should().ThrowAsync<ServingException>()).Which.Code.Should().Be(ServingErrorCode.Unsupported);
        _server.Model.Attempts.Should().Be(0);
    }

    [Fact]
    public async Task Handler_OfTheCaller_CarriesTheCallsAndOutlivesTheClient()
    {
        using var handler = new CountingHandler();
        await using (
            var client = InferenceClient.Create(_server.Rest, new InferenceClientOptions { HttpHandler = handler })
        )
        {
            await client.GetServerMetadataAsync(Cancellation);
        }

        handler.Calls.Should().Be(1);
        handler.IsDisposed.Should().BeFalse();
    }

    private sealed class CountingHandler() : DelegatingHandler(new SocketsHttpHandler())
    {
        public int Calls { get; private set; }

        public bool IsDisposed { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            Calls++;
            return base.SendAsync(request, cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
