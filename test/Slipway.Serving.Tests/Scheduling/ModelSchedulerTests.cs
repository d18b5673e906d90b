using System.Collections.Concurrent;
using System.Diagnostics;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Serving.Scheduling.Batching;
using Slipway.Serving.Scheduling.Queueing;
using Slipway.Serving.Tests.Scheduling.Batching;
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

    [Fact]
    public async Task Schedule_DeadlineThatTheQueueCannotMeet_IsRefusedWithATimeToRetry()
    {
        var servable = new FakeServable { Gate = _gate.Task };
        await using var scheduler = Slow(servable);
        using var opened = new OpenedAtTheEnd(_gate);
        using var first = Request(1);
        using var second = Request(2);
        using var hurried = Request(3);
        hurried.Deadline = Stopwatch.GetTimestamp() + (Stopwatch.Frequency * 30);
        var running = scheduler.ScheduleAsync(first, Token).AsTask();
        await servable.Executing.Task.WaitAsync(TimeSpan.FromMinutes(1), Token);
        var waiting = scheduler.ScheduleAsync(second, Token).AsTask();

        // One waits, a row takes a minute, and there is half of one.
        var refused = await scheduler
            .Invoking(s => s.ScheduleAsync(hurried, Token).AsTask())
            .Should()
            .ThrowAsync<ServingException>();
        refused.Which.Code.Should().Be(ServingErrorCode.Unavailable);
        refused.Which.Reason.Should().Be("deadline-unreachable");
        refused.Which.RetryAfter!.Value.TotalSeconds.Should().BeApproximately(195, 10);
        scheduler.Refusal(hurried.Deadline)!.Reason.Should().Be("deadline-unreachable");
        scheduler.Refusal(null).Should().BeNull();

        _gate.SetResult();
        (await running).Dispose();
        (await waiting).Dispose();
    }

    [Fact]
    public async Task Schedule_AModelThatTakesLong_LeavesThePoolsThreadsAlone()
    {
        var servable = new ThreadServable();
        await using var scheduler = Slow(servable);
        using var request = Request(1);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ScheduleAsync()));
        await ScheduleAsync();

        servable.WasOnPool.Should().HaveCount(9).And.AllBeEquivalentTo(false);

        async Task ScheduleAsync() => (await scheduler.ScheduleAsync(request, Token)).Dispose();
    }

    [Fact]
    public async Task Schedule_NobodyWaits_IsTakenWhateverTheEstimate()
    {
        await using var scheduler = Slow(new FakeServable());
        using var request = Request(1);
        request.Deadline = Stopwatch.GetTimestamp() + Stopwatch.Frequency;
        (await scheduler.ScheduleAsync(request, Token)).Dispose();
    }

    [Fact]
    public async Task Schedule_TheOnlyOneInTheQueue_IsComputedWhateverTheEstimate()
    {
        var servable = new FakeServable { Gate = _gate.Task };
        await using var scheduler = Slow(servable);
        using var first = Request(1);
        using var second = Request(2);
        second.Deadline = Stopwatch.GetTimestamp() + (Stopwatch.Frequency * 30);
        var running = scheduler.ScheduleAsync(first, Token).AsTask();
        await servable.Executing.Task.WaitAsync(TimeSpan.FromMinutes(1), Token);
        var waiting = scheduler.ScheduleAsync(second, Token).AsTask();

        // An execution takes a minute, it is believed, and there is half of one.
        _gate.SetResult();

        (await running).Dispose();
        (await waiting).Dispose();
        servable.Executions.Should().Be(2);
    }

    [Fact]
    public async Task Schedule_DeadlineThatPassedInTheQueue_IsNotComputed()
    {
        var servable = new FakeServable { Gate = _gate.Task };
        await using var scheduler = Scheduler(servable, "m", 1, 10);
        using var first = Request(1);
        using var late = Request(2);
        var running = scheduler.ScheduleAsync(first, Token).AsTask();
        late.Deadline = Stopwatch.GetTimestamp() + 1;
        var waiting = scheduler.ScheduleAsync(late, Token).AsTask();

        _gate.SetResult();
        (await running).Dispose();

        var error = await waiting.Invoking(w => w).Should().ThrowAsync<ServingException>();
        error.Which.Code.Should().Be(ServingErrorCode.DeadlineExceeded);
        servable.Executions.Should().Be(1);
    }

    [Fact]
    public async Task Schedule_Priorities_ComputeTheUrgentFirst()
    {
        var order = new List<float>();
        var servable = new RowServable
        {
            Gate = number => number == 1 ? _gate.Task : Task.CompletedTask,
            Influence = values =>
            {
                order.Add(values[0]);
                return 0;
            },
        };
        var settings = new SchedulerSettings("m", 1, 10) { PriorityLevels = 3, DefaultLevel = 1 };
        await using var scheduler = new ModelScheduler(settings, servable, null, new BatchTimes(1, isAdaptive: true));
        var first = AskAsync(0, null);
        Task[] others = [AskAsync(3, 3), AskAsync(2, null), AskAsync(9, 99), AskAsync(1, 1)];
        scheduler.QueueLength.Should().Be(4);

        _gate.SetResult();
        await Task.WhenAll([first, .. others]);

        // What names a level that there is not has the usual one.
        order.Should().Equal(0, 1, 2, 9, 3);

        async Task AskAsync(float value, long? priority)
        {
            using var request = RowServable.Request(1, value);
            if (priority is { } level)
                request.Parameters = new InferenceParameters { ["priority"] = new ParameterValue(level) };
            (await scheduler.ScheduleAsync(request, Token)).Dispose();
        }
    }

    [Fact]
    public async Task Dispose_WhileComputing_Waits()
    {
        var servable = new FakeServable { Gate = _gate.Task };
        var scheduler = Scheduler(servable, "m", 1, 0);
        using var request = Request(1);
        var running = scheduler.ScheduleAsync(request, Token).AsTask();
        var disposed = scheduler.DisposeAsync().AsTask();
        disposed.IsCompleted.Should().BeFalse();
        _gate.SetResult();
        (await running).Dispose();
        await disposed.WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    // A row by itself takes a minute, as far as it knows.
    private static ModelScheduler Slow(IServable servable)
    {
        var times = new BatchTimes(1, isAdaptive: true);
        times.Add(1, Stopwatch.Frequency * 60);
        return new ModelScheduler(new SchedulerSettings("m", 1, 10), servable, null, times);
    }

    private static ModelScheduler Scheduler(IServable servable, string name, int places, int maxQueue) =>
        new(new SchedulerSettings(name, places, maxQueue), servable, plan: null, new BatchTimes(1, isAdaptive: true));

    private static InferenceRequest Request(float value)
    {
        var request = new InferenceRequest { Model = new ModelSelector("m") };
        request.Inputs.Add(new NamedTensor("x", Tensor.From<float>([value], new TensorShape(1))));
        return request;
    }

    // A scheduler waits for what it computes, also where an assertion has failed.
    private sealed class OpenedAtTheEnd(TaskCompletionSource gate) : IDisposable
    {
        public void Dispose() => gate.TrySetResult();
    }

    private sealed class ThreadServable : IServable
    {
        private readonly FakeServable _fake = new();

        public ConcurrentQueue<bool> WasOnPool { get; } = [];

        public ModelSignature Signature => _fake.Signature;

        public ModelDetails Details => _fake.Details;

        public int Concurrency => 1;

        public ValueTask<InferenceResponse> ExecuteAsync(InferenceRequest request, CancellationToken cancellationToken)
        {
            WasOnPool.Enqueue(Thread.CurrentThread.IsThreadPoolThread);
            return _fake.ExecuteAsync(request, cancellationToken);
        }

        public ValueTask DisposeAsync() => _fake.DisposeAsync();
    }
}
