using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Serving.Scheduling.Batching;
using Slipway.Serving.Scheduling.Queueing;

namespace Slipway.Serving.Tests.Scheduling.Batching;

/// <summary>Requests that are computed together.</summary>
public sealed class BatchedSchedulerTests
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Schedule_RequestsThatWait_AreComputedAsOneAndEachGetsItsRows()
    {
        var servable = FirstHeld();
        await using var scheduler = Scheduler(servable);
        var first = Ask(scheduler, 2, 1);
        var (second, third, fourth) = (Ask(scheduler, 2, 2), Ask(scheduler, 2, 3, 4), Ask(scheduler, 2, 5));
        scheduler.QueueLength.Should().Be(3);

        _gate.SetResult();
        await Task.WhenAll(first, second, third, fourth);

        servable.Executions.Should().Be(2);
        servable.MostRows.Should().Be(4);
    }

    [Fact]
    public async Task Schedule_OtherLengths_AreNotMixed()
    {
        var servable = FirstHeld();
        await using var scheduler = Scheduler(servable);
        var first = Ask(scheduler, 2, 1);
        var others = new[] { Ask(scheduler, 2, 2), Ask(scheduler, 3, 3), Ask(scheduler, 2, 4), Ask(scheduler, 3, 5) };

        _gate.SetResult();
        await Task.WhenAll([first, .. others]);

        servable.Executions.Should().Be(3);
        servable.MostRows.Should().Be(2);
    }

    [Fact]
    public async Task Schedule_FilledUpInput_MixesLengthsAndCutsOutputsBack()
    {
        var servable = FirstHeld();
        var padding = new Dictionary<string, PaddingConfig> { ["x"] = new() { Axis = 1 } };
        var cuts = new Dictionary<string, PaddedOutput> { ["double"] = new(1, "x", 1) };
        await using var scheduler = Scheduler(servable, Plan() with { Padding = padding, Cuts = cuts });
        var first = Ask(scheduler, 2, 1);
        var others = new[] { Ask(scheduler, 2, 2), Ask(scheduler, 5, 3, 6), Ask(scheduler, 1, 4) };

        _gate.SetResult();
        await Task.WhenAll([first, .. others]);

        servable.Executions.Should().Be(2);
        servable.MostRows.Should().Be(4);
    }

    [Fact]
    public async Task Schedule_MoreRowsThanABatchHolds_AreDivided()
    {
        var servable = FirstHeld();
        await using var scheduler = Scheduler(servable, Plan(maxRows: 4));
        var first = Ask(scheduler, 1, 1);
        var others = new[] { Ask(scheduler, 1, 1, 2, 3), Ask(scheduler, 1, 4, 5), Ask(scheduler, 1, 6) };

        _gate.SetResult();
        await Task.WhenAll([first, .. others]);

        servable.Executions.Should().Be(3);
        servable.MostRows.Should().Be(4);
    }

    [Fact]
    public async Task Schedule_RequestsWithoutRows_AreComputedByThemselves()
    {
        var servable = FirstHeld();
        await using var scheduler = Scheduler(servable);
        var first = Ask(scheduler, 2, 1);
        var others = new[] { Ask(scheduler, 2), Ask(scheduler, 2, 2), Ask(scheduler, 2), Ask(scheduler, 2, 3) };

        _gate.SetResult();
        await Task.WhenAll([first, .. others]);

        servable.Executions.Should().Be(4);
    }

    [Fact]
    public async Task Schedule_OtherOutputsWanted_AreNotMixed()
    {
        var servable = FirstHeld();
        await using var scheduler = Scheduler(servable);
        var first = Ask(scheduler, 1, 1);
        var all = Ask(scheduler, 1, 2);
        using var request = RowServable.Request(1, 3);
        request.Outputs.Add(new RequestedOutput("sum"));
        var one = scheduler.ScheduleAsync(request, Token).AsTask();

        _gate.SetResult();
        await Task.WhenAll(first, all);
        (await one).Dispose();

        servable.MostRows.Should().Be(1);
    }

    [Fact]
    public async Task Schedule_OneRowThatFails_FailsAlone()
    {
        var servable = FirstHeld(poison: 7);
        await using var scheduler = Scheduler(servable);
        var first = Ask(scheduler, 1, 1);
        var (good, bad, better) = (Ask(scheduler, 1, 2), Ask(scheduler, 1, 7), Ask(scheduler, 1, 3));

        _gate.SetResult();
        await Task.WhenAll(first, good, better);

        await bad.Invoking(b => b).Should().ThrowAsync<ServingException>().WithMessage("*poisoned*");
    }

    [Fact]
    public async Task Schedule_ModelThatLosesRows_StillGivesEachItsOwn()
    {
        var servable = FirstHeld(losesARow: true);
        await using var scheduler = Scheduler(servable);
        var first = Ask(scheduler, 1, 1);
        var others = new[] { Ask(scheduler, 1, 2), Ask(scheduler, 1, 3) };

        _gate.SetResult();

        await Task.WhenAll([first, .. others]);
    }

    [Fact]
    public async Task Schedule_AbandonedWhileTheBatchIsComputed_IsToldAtOnceAndTheOthersAreAnswered()
    {
        var (began, go) = (Source(), Source());
        var servable = new RowServable
        {
            Gate = number =>
            {
                if (number == 1)
                    return _gate.Task;
                began.TrySetResult();
                return go.Task;
            },
        };
        await using var scheduler = Scheduler(servable);
        var first = Ask(scheduler, 1, 1);
        using var abandon = new CancellationTokenSource();
        using var request = RowServable.Request(1, 2);
        var leaving = scheduler.ScheduleAsync(request, abandon.Token).AsTask();
        var staying = Ask(scheduler, 1, 3);
        _gate.SetResult();
        await began.Task.WaitAsync(Token);

        await abandon.CancelAsync();
        await leaving.Invoking(l => l).Should().ThrowAsync<OperationCanceledException>();

        go.SetResult();
        await Task.WhenAll(first, staying);
        servable.Executions.Should().Be(2);
    }

    [Fact]
    public async Task Schedule_BatchThatNobodyWaitsForAnyMore_IsStopped()
    {
        var began = Source();
        var servable = new RowServable
        {
            Gate = number =>
            {
                if (number == 1)
                    return _gate.Task;
                began.TrySetResult();
                return new TaskCompletionSource().Task;
            },
        };
        var scheduler = Scheduler(servable);
        var first = Ask(scheduler, 1, 1);
        using var abandon = new CancellationTokenSource();
        using var request = RowServable.Request(1, 2);
        var (one, other) = (
            scheduler.ScheduleAsync(request, abandon.Token).AsTask(),
            scheduler.ScheduleAsync(request, abandon.Token).AsTask()
        );
        _gate.SetResult();
        await first;
        await began.Task.WaitAsync(Token);

        await abandon.CancelAsync();
        await one.Invoking(l => l).Should().ThrowAsync<OperationCanceledException>();
        await other.Invoking(l => l).Should().ThrowAsync<OperationCanceledException>();

        // Waits for the batch, which would never end by itself.
        await scheduler.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    [Fact]
    public async Task Schedule_DelayGiven_FirstWaitsUntilTheBatchIsFull()
    {
        var servable = new RowServable();
        var plan = Plan(maxRows: 3) with { Delay = TimeSpan.FromHours(1).Ticks * 1000 };
        await using var scheduler = Scheduler(servable, plan);
        var (first, second) = (Ask(scheduler, 1, 1), Ask(scheduler, 1, 2));
        scheduler.QueueLength.Should().Be(2);

        await Task.WhenAll(first, second, Ask(scheduler, 1, 3));

        servable.Executions.Should().Be(1);
    }

    [Fact]
    public async Task Schedule_PreferredSize_ClosesTheBatch()
    {
        var servable = new RowServable();
        var plan = Plan() with { Delay = TimeSpan.FromHours(1).Ticks * 1000, PreferredRows = [2, 4] };
        await using var scheduler = Scheduler(servable, plan);

        await Task.WhenAll(Ask(scheduler, 1, 1), Ask(scheduler, 1, 2));
        await Task.WhenAll(Ask(scheduler, 1, 1, 5), Ask(scheduler, 1, 2, 7));

        servable.MostRows.Should().BeOneOf(2, 4);
    }

    [Fact]
    public async Task Schedule_RandomArrivals_EveryAnswerIsItsOwn()
    {
        // Sizes, lengths, pauses, abandonments and speeds at random; every answer is held against the request.
        for (var seed = 1; seed <= 20; seed++)
        {
            var random = new Random(seed);
            var servable = new RowServable
            {
                Gate = async number =>
                {
                    for (var i = 0; i < number % 4; i++)
                    {
                        await Task.Yield();
                    }
                },
                Concurrency = 1 + (seed % 3),
            };
            var plan = Plan(maxRows: 1 + random.Next(16)) with
            {
                Delay = seed % 4 == 0 ? 5_000 : 0,
                IsAdaptive = seed % 2 == 0,
            };
            if (seed % 5 == 0)
            {
                plan = plan with
                {
                    Padding = new Dictionary<string, PaddingConfig> { ["x"] = new() { Axis = 1 } },
                    Cuts = new Dictionary<string, PaddedOutput> { ["double"] = new(1, "x", 1) },
                };
            }

            await using var scheduler = Scheduler(servable, plan, places: servable.Concurrency);
            var callers = Enumerable
                .Range(0, 12)
                .Select(caller => CallAsync(scheduler, new Random((seed * 100) + caller)));
            await Task.WhenAll(callers);
            scheduler.QueueLength.Should().Be(0);
        }

        static async Task CallAsync(ModelScheduler scheduler, Random random)
        {
            await Task.Yield();
            for (var i = 0; i < 40; i++)
            {
                var length = 1 + random.Next(3);
                var rows = Enumerable.Range(0, 1 + random.Next(4)).Select(_ => (float)random.Next(1, 1000)).ToArray();
                using var abandon = new CancellationTokenSource();
                using var request = RowServable.Request(length, rows);
                var answer = scheduler.ScheduleAsync(request, abandon.Token).AsTask();
                if (random.Next(5) == 0)
                    await abandon.CancelAsync();
                try
                {
                    using var response = await answer;
                    RowServable.Check(response, length, rows);
                }
                catch (OperationCanceledException) when (abandon.IsCancellationRequested) { }

                if (random.Next(3) == 0)
                    await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task Schedule_Batches_TellOfTheirExecutionOnce()
    {
        var servable = FirstHeld();
        await using var scheduler = Scheduler(servable);
        using var request = RowServable.Request(1, 1);
        var calls = Enumerable.Range(0, 4).Select(_ => scheduler.ScheduleAsync(request, Token).AsTask()).ToList();
        _gate.SetResult();
        var answers = await Task.WhenAll(calls);

        answers.Select(answer => answer.Timings.BatchRows).Should().BeEquivalentTo([0, 3, -1, -1]);
        answers.Skip(1).Should().AllSatisfy(answer => answer.Timings.Queue.Should().BePositive());
        foreach (var answer in answers)
        {
            answer.Dispose();
        }
    }

    private RowServable FirstHeld(float? poison = null, bool losesARow = false) =>
        new()
        {
            Gate = number => number == 1 ? _gate.Task : Task.CompletedTask,
            Poison = poison,
            LosesARow = losesARow,
        };

    private static BatchPlan Plan(int maxRows = 16) =>
        new(maxRows, IsAdaptive: false, Delay: 0, [], new Dictionary<string, PaddingConfig>());

    private static ModelScheduler Scheduler(IServable servable, BatchPlan? plan = null, int places = 1)
    {
        plan ??= Plan();
        var times = new BatchTimes(plan.MaxRows, plan.IsAdaptive);
        return new ModelScheduler(new SchedulerSettings("m", places, 1000), servable, plan, times);
    }

    private static async Task Ask(ModelScheduler scheduler, int length, params float[] rows)
    {
        using var request = RowServable.Request(length, rows);
        using var response = await scheduler.ScheduleAsync(request, Token);
        RowServable.Check(response, length, rows);
    }

    private static TaskCompletionSource Source() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
