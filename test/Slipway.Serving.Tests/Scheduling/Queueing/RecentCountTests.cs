using System.Diagnostics;
using Slipway.Serving.Scheduling.Queueing;

namespace Slipway.Serving.Tests.Scheduling.Queueing;

public sealed class RecentCountTests
{
    private static readonly long Span = Stopwatch.Frequency / 4;

    private readonly RecentCount _count = new();

    [Fact]
    public void Count_ThoseWhoHaveNotLeft()
    {
        var first = _count.Enter(100 * Span);
        var second = _count.Enter(101 * Span);
        _count.Count(101 * Span).Should().Be(2);
        _count.Leave(first);
        _count.Count(101 * Span).Should().Be(1);
        _count.Leave(second);
        _count.Count(101 * Span).Should().Be(0);
    }

    [Fact]
    public void Count_WhoStaysForLong_IsNotCountedAndDoesNotTakeAnothersPlaceWhenLeaving()
    {
        var slow = _count.Enter(100 * Span);
        _count.Count(101 * Span).Should().Be(1);
        _count.Count(102 * Span).Should().Be(0);
        _count.Enter(102 * Span);
        _count.Leave(slow);
        _count.Count(102 * Span).Should().Be(1);
    }

    [Fact]
    public void Enter_TimestampFromBefore_CountsInTheSpanThatIs()
    {
        _count.Enter(100 * Span);
        var late = _count.Enter(99 * Span);
        _count.Count(100 * Span).Should().Be(2);
        _count.Leave(late);
        _count.Count(100 * Span).Should().Be(1);
    }

    [Fact]
    public async Task EnterAndLeave_FromMany_EndsAtNone()
    {
        var start = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(
            0,
            8,
            TestContext.Current.CancellationToken,
            (_, _) =>
            {
                for (var i = 0; i < 100_000; i++)
                {
                    _count.Leave(_count.Enter(start));
                }

                return ValueTask.CompletedTask;
            }
        );
        _count.Count(start).Should().Be(0);
    }
}
