using Microsoft.Extensions.Time.Testing;
using Slipway.Operator.Queues;

namespace Slipway.Operator.Tests.Queues;

public sealed class WorkQueueTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly WorkQueue<string> _queue;

    public WorkQueueTests() => _queue = new WorkQueue<string>(_time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Add_SeveralTimes_IsTakenOnce()
    {
        _queue.Add("a");
        _queue.Add("a");
        _queue.Add("b");

        (await _queue.TakeAsync(Token)).Should().Be("a");
        (await _queue.TakeAsync(Token)).Should().Be("b");
        _queue.Depth.Should().Be(0);
    }

    [Fact]
    public async Task Add_WhileItIsWorkedOn_ComesAgainAfterwards()
    {
        _queue.Add("a");
        await _queue.TakeAsync(Token);

        _queue.Add("a");
        _queue.Add("a");
        _queue.Depth.Should().Be(0, "one worker at a time");
        _queue.Done("a", null);

        (await _queue.TakeAsync(Token)).Should().Be("a");
        _queue.Done("a", null);
        _queue.Depth.Should().Be(0);
    }

    [Fact]
    public async Task Failed_AgainAndAgain_IsPutOffLongerEachTime()
    {
        List<double> pauses = [];
        _queue.Add("a");
        for (var i = 0; i < 12; i++)
        {
            await _queue.TakeAsync(Token);
            var pause = _queue.Failed("a");
            pauses.Add(pause.TotalSeconds);
            _queue.Depth.Should().Be(0);
            _time.Advance(pause);
        }

        pauses.Should().Equal(1, 2, 4, 8, 16, 30, 30, 30, 30, 30, 30, 30);
    }

    [Fact]
    public async Task Done_AfterFailures_BeginsAnew()
    {
        _queue.Add("a");
        await _queue.TakeAsync(Token);
        _time.Advance(_queue.Failed("a"));
        await _queue.TakeAsync(Token);
        _queue.Done("a", null);

        _queue.Add("a");
        await _queue.TakeAsync(Token);
        _queue.Failed("a").Should().Be(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task AddAfter_TheEarliestHolds()
    {
        _queue.AddAfter("a", TimeSpan.FromMinutes(10));
        _queue.AddAfter("a", TimeSpan.FromSeconds(5));
        _queue.AddAfter("a", TimeSpan.FromMinutes(1));

        _time.Advance(TimeSpan.FromSeconds(5));

        (await _queue.TakeAsync(Token)).Should().Be("a");
        _queue.Done("a", null);
        _time.Advance(TimeSpan.FromHours(1));
        _queue.Depth.Should().Be(0);
    }

    [Fact]
    public async Task Add_WhileItIsPutOff_IsTakenAtOnce()
    {
        _queue.Add("a");
        await _queue.TakeAsync(Token);
        _queue.Failed("a");

        _queue.Add("a");

        (await _queue.TakeAsync(Token)).Should().Be("a");
    }

    [Fact]
    public async Task Take_ManyWorkers_NeverTheSameAtTheSameTime()
    {
        var working = new System.Collections.Concurrent.ConcurrentDictionary<string, byte>();
        var taken = 0;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var workers = Enumerable.Range(0, 8).Select(_ => Task.Run(WorkAsync, Token)).ToList();
        for (var i = 0; i < 5000; i++)
        {
            _queue.Add($"key-{i % 7}");
        }

        while (_queue.Depth > 0 || !working.IsEmpty)
        {
            await Task.Yield();
        }

        await enough.CancelAsync();
        await Task.WhenAll(workers);
        taken.Should().BeGreaterThan(6);

        async Task WorkAsync()
        {
            while (true)
            {
                string key;
                try
                {
                    key = await _queue.TakeAsync(enough.Token);
                }
                catch (OperationCanceledException)
                {
                    return;
                }

                working.TryAdd(key, 0).Should().BeTrue();
                Interlocked.Increment(ref taken);
                await Task.Yield();
                working.TryRemove(key, out _);
                _queue.Done(key, null);
            }
        }
    }

    public void Dispose() => _queue.Dispose();
}
