using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.AspNetCore.Tests.Hosting;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.AspNetCore.Tests.Handlers;

public sealed class HandlerFailureTests
{
    private readonly ConcurrentQueue<string> _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 500, "Model 'failing' version 1 failed: InvalidOperationException: the cupboard is bare")]
    [InlineData(1, 400, "x must not be 1.")]
    [InlineData(2, 500, "failed: OperationCanceledException: a client of its own ran out of time")]
    [InlineData(3, 500, "did not give the output 'y'; it gave none")]
    [InlineData(4, 500, "gave an output 'z' that its signature has not; it has y: FP32[-1]")]
    [InlineData(5, 500, "gave the output 'y' as INT32 [1], where its signature has FP32 [-1]")]
    [InlineData(6, 500, "gave the output 'y' as FP32 [1,1], where its signature has FP32 [-1]")]
    [InlineData(7, 500, "gave no response at all")]
    public async Task Predict_Failure_IsToldInOneLineAndTheServerGoesOn(int value, int status, string expected)
    {
        await using var application = await StartAsync(server => server.AddModel<FailingHandler>("failing"));

        using var answer = await application.InferAsync(Request(value), "failing");

        ((int)answer.StatusCode).Should().Be(status);
        var body = await answer.Content.ReadAsStringAsync(Token);
        body.Should().Contain(expected).And.NotContain("   at ");
        if (status == 500)
            _log.Should().ContainSingle(line => line.Contains("handler of model 'failing' version 1"));
        using var next = await application.InferAsync(Request(9), "failing");
        next.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Predict_Exception_IsLoggedWithItsStack()
    {
        await using var application = await StartAsync(server => server.AddModel<FailingHandler>("failing"));
        using var answer = await application.InferAsync(Request(0), "failing");
        _log.Should()
            .ContainSingle(line => line.Contains("is bare"))
            .Which.Should()
            .Contain("FailingHandler.PredictAsync");
    }

    [Fact]
    public async Task Predict_CallerThatLeaves_CancelsTheHandler()
    {
        var probe = new Probe { Gate = new TaskCompletionSource().Task };
        await using var application = await StartAsync(
            server => server.AddModel<DoublingHandler>("double"),
            services => services.AddSingleton(probe)
        );
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var call = application.Http.PostAsync("/v2/models/double/infer", new StringContent(Request(1)), leaving.Token);
        await probe.Began.WaitAsync(Token);
        await leaving.CancelAsync();
        await ((Func<Task>)(() => call)).Should().ThrowAsync<OperationCanceledException>();

        // Its only place is free again.
        probe.Gate = Task.CompletedTask;
        using var next = await application.InferAsync(Request(1), "double");
        next.StatusCode.Should().Be(HttpStatusCode.OK);
        _log.Should().BeEmpty("a caller that leaves is no failure");
    }

    [Fact]
    public async Task Predict_DeadlineOfTheRequest_CancelsTheHandler()
    {
        var probe = new Probe { Gate = new TaskCompletionSource().Task };
        await using var application = await StartAsync(
            server => server.AddModel<DoublingHandler>("double"),
            services => services.AddSingleton(probe)
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/double/infer")
        {
            Content = new StringContent(Request(1)),
        };
        request.Headers.Add("x-request-timeout-ms", "100");

        using var answer = await application.Http.SendAsync(request, Token);

        answer.StatusCode.Should().Be(HttpStatusCode.GatewayTimeout);
    }

    [Fact]
    public async Task Load_ConstructorThatThrows_IsToldWithItsMessage()
    {
        await using var application = await StartAsync(server =>
            server.AddModel("broken", _ => throw new InvalidOperationException("no licence"))
        );
        application
            .Status.WhyNotReady()
            .Should()
            .Be(
                "Model 'broken' version 1 failed to load: Model 'broken' version 1 could not be loaded: "
                    + "InvalidOperationException: no licence"
            );
        using var answer = await application.InferAsync(model: "broken");
        answer.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync(Token)).Should().Contain("no licence");
    }

    [Fact]
    public async Task Load_MissingService_IsToldByItsName()
    {
        await using var application = await StartAsync(server => server.AddModel<DoublingHandler>("double"));
        application.Status.WhyNotReady().Should().Contain("Unable to resolve service").And.Contain("Probe");
    }

    [Fact]
    public async Task Load_SignatureThatCannotBeServed_IsToldWithAllThatIsWrong()
    {
        await using var application = await StartAsync(server => server.AddModel<WronglySigned>("wrong"));
        application
            .Status.WhyNotReady()
            .Should()
            .Contain("there are 2 inputs 'x'")
            .And.Contain("there is no output")
            .And.Contain("TakesBatches needs a free first dimension, which 'x' [3] has not")
            .And.Contain("the input 'w' has the shape [-2]");
    }

    private static string Request(int value) =>
        $$"""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[{{value}}]}]}""";

    private Task<TestApplication> StartAsync(
        Action<ModelServerOptions> configure,
        Action<IServiceCollection>? services = null
    ) =>
        TestApplication.StartAsync(
            configure,
            logging: logging => logging.AddProvider(new QueueLogger(_log)),
            services: services
        );

    private sealed class WronglySigned : FloatsHandler
    {
        public override bool TakesBatches => true;

        public override ModelSignature Signature { get; } =
            new(
                [
                    new TensorSpec("x", DataType.Fp32, new TensorShape(3)),
                    new TensorSpec("x", DataType.Fp32, new TensorShape(-1)),
                    new TensorSpec("w", DataType.Fp32, new TensorShape(-2)),
                ],
                []
            );

        public override ValueTask<Inference.InferenceResponse> PredictAsync(
            Inference.InferenceRequest request,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException();
    }

    private sealed class QueueLogger(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (IsEnabled(logLevel))
                lines.Enqueue($"{formatter(state, exception)} {exception}");
        }

        public void Dispose() { }
    }
}
