using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Serving.Scheduling.Batching;
using Slipway.Serving.Scheduling.Queueing;
using Slipway.Tensors;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Scheduling;

public sealed class ModelSchedulerTests
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Schedule_FreePlace_AnswersAndReportsNoQueue()
    {
        var servable = new FakeServable();
        await using var scheduler = Scheduler(servable, "m", 1, 0);
        using var request = Request(4);
        using var response = await scheduler.ScheduleAsync(request, Token);
        response.Outputs[0].Tensor.AsSpan<float>().ToArray().Should().Equal(4);
        response.Timings.Queue.Should().Be(0);
    }

    [Fact]
    public async Task Schedule_MoreThanPlaces_NeverRunsMoreAtOnce()
    {
        var servable = new FakeServable();
        await using var scheduler = Scheduler(servable, "m", 2, 1000);
        var calls = Enumerable
            .Range(0, 50)
            .Select(async i =>
            {
                await Task.Yield();
                using var request = Request(i);
                using var response = await scheduler.ScheduleAsync(request, Token);
                response.Outputs[0].Tensor.AsSpan<float>()[0].Should().Be(i);
            });
        await Task.WhenAll(calls);
        servable.Executions.Should().Be(50);
        servable.MostAtOnce.Should().BeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task Schedule_FullQueue_IsRefusedAtOnce()
    {
        var servable = new FakeServable { Gate = _gate.Task };
        await using var scheduler = Scheduler(servable, "busy", 1, 1);
        using var request = Request(1);
        var running = scheduler.ScheduleAsync(request, Token).AsTask();
        var waiting = scheduler.ScheduleAsync(request, Token).AsTask();
        scheduler.QueueLength.Should().Be(1);

        var refused = await scheduler
            .Invoking(s => s.ScheduleAsync(request, Token).AsTask())
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage("*'busy'*1 requests are waiting*");
        refused.Which.Code.Should().Be(ServingErrorCode.ResourceExhausted);
        refused.Which.RetryAfter.Should().NotBeNull();
        scheduler.QueueLength.Should().Be(1);

        _gate.SetResult();
        (await running).Dispose();
        using var answer = await waiting;
        answer.Timings.Queue.Should().BePositive();
    }

    [Fact]
    public async Task Schedule_AbandonedInTheQueue_IsNeverComputed()
    {
        var servable = new FakeServable { Gate = _gate.Task };
        await using var scheduler = Scheduler(servable, "m", 1, 10);
        using var request = Request(1);
        var running = scheduler.ScheduleAsync(request, Token).AsTask();
        using var abandon = new CancellationTokenSource();
        var waiting = scheduler.ScheduleAsync(request, abandon.Token).AsTask();
        await abandon.CancelAsync();
        await waiting.Invoking(w => w).Should().ThrowAsync<OperationCanceledException>();
        _gate.SetResult();
        (await running).Dispose();
        servable.Executions.Should().Be(1);
        scheduler.QueueLength.Should().Be(0);
    }

    [Fact]
    public async Task Schedule_FailingExecution_GivesItsPlaceBack()
    {
        var servable = new FakeServable { Gate = Task.FromException(new InvalidOperationException("engine")) };
        await using var scheduler = Scheduler(servable, "m", 1, 0);
        using var request = Request(1);
        for (var i = 0; i < 3; i++)
        {
            await scheduler
                .Invoking(s => s.ScheduleAsync(request, Token).AsTask())
                .Should()
                .ThrowAsync<InvalidOperationException>();
        }

        servable.Gate = Task.CompletedTask;
        (await scheduler.ScheduleAsync(request, Token)).Dispose();
    }

    private static ModelScheduler Scheduler(IServable servable, string name, int places, int maxQueue) =>
        new(new SchedulerSettings(name, places, maxQueue), servable, plan: null, new BatchTimes(1, isAdaptive: true));

    private static InferenceRequest Request(float value)
    {
        var request = new InferenceRequest { Model = new ModelSelector("m") };
        request.Inputs.Add(new NamedTensor("x", Tensor.From<float>([value], new TensorShape(1))));
        return request;
    }
}
