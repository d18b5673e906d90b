using Slipway.Serving.Scheduling.Queueing;

namespace Slipway.Serving.Tests.Scheduling.Queueing;

public sealed class ComputeThreadsTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_MoreThanThereAreCpus_HasAllOfThemAtWorkAtOnce()
    {
        var threads = new ComputeThreads(TimeSpan.FromMilliseconds(1));
        using var met = new Barrier(4 * Environment.ProcessorCount);

        var works = Enumerable
            .Range(0, met.ParticipantCount)
            .Select(_ => RunAsync(threads, () => met.SignalAndWait(Long)));

        (await Task.WhenAll(works).WaitAsync(Long, Token)).Should().AllBeEquivalentTo(true);
    }

    [Fact]
    public async Task Run_AThreadIsIdle_UsesItAgain()
    {
        var threads = new ComputeThreads(Long);
        var first = await RunAsync(threads, () => Environment.CurrentManagedThreadId);
        SpinWait.SpinUntil(() => threads.IdleCount == 1, Long).Should().BeTrue();

        var second = await RunAsync(threads, () => Environment.CurrentManagedThreadId);

        second.Should().Be(first);
    }

    [Fact]
    public async Task Run_NothingForAWhile_EndsTheThread()
    {
        var threads = new ComputeThreads(TimeSpan.FromMilliseconds(1));
        // Asked while it lives: a thread that has ended answers nothing.
        var (thread, isOfThePool) = await RunAsync(
            threads,
            () => (Thread.CurrentThread, Thread.CurrentThread.IsThreadPoolThread)
        );

        isOfThePool.Should().BeFalse();
        thread.Join(Long).Should().BeTrue();
        threads.IdleCount.Should().Be(0);
    }

    [Fact]
    public async Task Run_WhileThreadsEnd_LosesNothing()
    {
        // As impatient as they can be: each run meets a thread that is about to end.
        var threads = new ComputeThreads(TimeSpan.Zero);
        for (var i = 0; i < 2_000; i++)
        {
            (await RunAsync(threads, () => i).WaitAsync(Long, Token)).Should().Be(i);
        }
    }

    [Fact]
    public async Task RunNext_OnAThreadOfItsOwn_StaysThereAndComesAfterIt()
    {
        var threads = new ComputeThreads(Long);
        var isOver = false;
        var next = new Item<(int, bool)>(() => (Environment.CurrentManagedThreadId, Volatile.Read(ref isOver)));

        var first = await RunAsync(
            threads,
            () =>
            {
                threads.RunNext(next);
                Volatile.Write(ref isOver, true);
                return Environment.CurrentManagedThreadId;
            }
        );

        (await next.Done.Task.WaitAsync(Long, Token)).Should().Be((first, true));
    }

    [Fact]
    public async Task RunNext_Elsewhere_HasAThreadOfItsOwn()
    {
        var threads = new ComputeThreads(Long);
        var item = new Item<bool>(() => Thread.CurrentThread.IsThreadPoolThread);
        threads.RunNext(item);
        (await item.Done.Task.WaitAsync(Long, Token)).Should().BeFalse();
    }

    private static Task<T> RunAsync<T>(ComputeThreads threads, Func<T> work)
    {
        var item = new Item<T>(work);
        threads.Run(item);
        return item.Done.Task;
    }

    private sealed class Item<T>(Func<T> work) : IThreadPoolWorkItem
    {
        public TaskCompletionSource<T> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Execute() => Done.SetResult(work());
    }
}
