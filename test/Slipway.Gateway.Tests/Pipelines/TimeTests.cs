using Slipway.Gateway.Calling;
using Slipway.Gateway.Pipelines.Failures;
using Slipway.Gateway.Pipelines.Running;

namespace Slipway.Gateway.Tests.Pipelines;

public sealed class TimeTests
{
    private const string One = """{"timeout":"10s","nodes":{"root":{"steps":[{"service":"a"}]}}}""";
    private const string Two = """
        {"timeout":"10s","nodes":{"root":{"steps":[
          {"service":"a"},{"service":"b","timeout":"3s"},{"service":"c","timeout":"30s"}]}}}
        """;

    [Fact]
    public async Task Steps_AreGivenWhatIsLeft()
    {
        using var bench = new Bench();
        bench
            .Models.Answers("a", (_, _) => Later(bench, seconds: 4))
            .Answers("b", (_, _) => Later(bench, seconds: 1))
            .Answers("c", "{}");
        await bench.RunAsync(Two);
        bench.Models.Calls.Select(call => call.Timeout!.Value.TotalSeconds).Should().Equal(10, 3, 5);
    }

    /// <summary>Longer than any timer takes.</summary>
    [Fact]
    public async Task Steps_MayBeGivenAYear()
    {
        using var bench = new Bench();
        bench.Models.Answers("a", "1");
        (
            await bench.AnswerAsync(
                """{"timeout":"365d","nodes":{"root":{"steps":[{"service":"a","timeout":"364d"}]}}}""",
                "{}"
            )
        )
            .Should()
            .Be("1");
    }

    [Fact]
    public async Task Steps_TheCallersTime_CountsWhereItIsLess()
    {
        using var bench = new Bench();
        bench.Models.Answers("a", "{}");
        await bench.RunAsync(One, options: new RunOptions { Timeout = TimeSpan.FromSeconds(2) });
        await bench.RunAsync(One, options: new RunOptions { Timeout = TimeSpan.FromSeconds(20) });
        bench.Models.Calls.Select(call => call.Timeout!.Value.TotalSeconds).Should().Equal(2, 10);
    }

    [Fact]
    public async Task Pipeline_TakesTooLong_Is504AndTheModelIsTold()
    {
        using var bench = new Bench();
        var hung = new Hung();
        bench.Models.Answers("a", hung.AnswerAsync);
        var run = bench.RunAsync(One);
        await hung.Asked;
        bench.Time.Advance(TimeSpan.FromSeconds(10));
        var failing = () => run;
        (
            await failing
                .Should()
                .ThrowAsync<PipelineFailure>()
                .WithMessage("Pipeline 'p' took longer than the 10 s*without an answer: a.")
        )
            .Which.Status.Should()
            .Be(504);
        hung.WasCancelled.Should().BeTrue();
    }

    [Fact]
    public async Task Pipeline_TakesTooLong_SoftStepsDoNotSaveIt()
    {
        using var bench = new Bench();
        var hung = new Hung();
        bench.Models.Answers("a", hung.AnswerAsync);
        var run = bench.RunAsync(
            """{"timeout":"10s","nodes":{"root":{"steps":[{"service":"a","on_failure":"continue","timeout":"20s"}]}}}"""
        );
        await hung.Asked;
        bench.Time.Advance(TimeSpan.FromSeconds(10));
        var failing = () => run;
        (await failing.Should().ThrowAsync<PipelineFailure>()).Which.Status.Should().Be(504);
    }

    [Theory]
    [InlineData("""{"service":"a","timeout":"2s"}""", "")]
    [InlineData("""{"node":"n","timeout":"2s"}""", ""","n":{"type":"ensemble","steps":[{"service":"a"}]}""")]
    public async Task Step_TakesTooLong_Is504AndNamesTheStep(string step, string node)
    {
        using var bench = new Bench();
        var hung = new Hung();
        bench.Models.Answers("a", hung.AnswerAsync);
        var run = bench.RunAsync($$"""{"nodes":{"root":{"steps":[ {{step}} ]}{{node}} } }""");
        await hung.Asked;
        bench.Time.Advance(TimeSpan.FromSeconds(2));
        var failing = () => run;
        (await failing.Should().ThrowAsync<PipelineFailure>().WithMessage("*, step '?' took longer than the 2 s*"))
            .Which.Status.Should()
            .Be(504);
        hung.WasCancelled.Should().BeTrue();
    }

    [Fact]
    public async Task SoftStep_TakesTooLong_ThePipelineGoesOn()
    {
        using var bench = new Bench();
        var hung = new Hung();
        bench.Models.Answers("a", hung.AnswerAsync);
        var run = bench.RunAsync(
            """{"nodes":{"root":{"steps":[{"service":"a","on_failure":"continue","timeout":"2s","fallback":7}]}}}"""
        );
        await hung.Asked;
        bench.Time.Advance(TimeSpan.FromSeconds(2));
        var result = await run;
        result.Json.ToArray().Should().Equal((byte)'7');
        result.Failed.Should().Equal("a");
        result.Timings.Should().Equal(new StepTiming("a", TimeSpan.FromSeconds(2), Failed: true));
    }

    [Fact]
    public async Task Caller_Goes_EveryModelIsToldAndNothingIsUnderWay()
    {
        using var bench = new Bench();
        using var caller = new CancellationTokenSource();
        Hung[] hung = [new(), new()];
        bench.Models.Answers("a", hung[0].AnswerAsync).Answers("b", hung[1].AnswerAsync);
        var run = bench.RunAsync(
            """{"nodes":{"root":{"type":"ensemble","steps":[{"service":"a"},{"service":"b","on_failure":"continue"}]}}}""",
            cancellationToken: caller.Token
        );
        await Task.WhenAll(hung.Select(model => model.Asked));
        await caller.CancelAsync();
        var cancelled = () => run;
        await cancelled.Should().ThrowAsync<OperationCanceledException>();
        hung.Should().OnlyContain(model => model.WasCancelled);
    }

    [Fact]
    public async Task Timings_OfSteps_AreToldInTheOrderInWhichTheyEnded()
    {
        using var bench = new Bench();
        bench.Models.Answers("a", (_, _) => Later(bench, 4)).Answers("b", (_, _) => Later(bench, 1)).Answers("c", "{}");
        var result = await bench.RunAsync(Two);
        result
            .Timings.Should()
            .Equal(
                new StepTiming("a", TimeSpan.FromSeconds(4), false),
                new StepTiming("b", TimeSpan.FromSeconds(1), false),
                new StepTiming("c", TimeSpan.Zero, false)
            );
    }

    private static Task<ModelAnswer> Later(Bench bench, int seconds)
    {
        bench.Time.Advance(TimeSpan.FromSeconds(seconds));
        return Task.FromResult(FakeModels.Answer("{}"));
    }

    /// <summary>A model that answers only by being cancelled.</summary>
    private sealed class Hung
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public bool WasCancelled { get; private set; }

        public async Task<ModelAnswer> AnswerAsync(ModelCall call, CancellationToken cancellationToken)
        {
            _asked.TrySetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                WasCancelled = true;
                throw;
            }

            return FakeModels.Answer("{}");
        }
    }
}
