using Slipway.Errors;
using Slipway.Tasks.Images.Decoding;

namespace Slipway.Tasks.Tests.Images.Decoding;

public sealed class DecodingGateTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Enter_MoreThanTheTurns_WaitInOrder()
    {
        var gate = new DecodingGate(1, 100, 10);
        var first = await gate.EnterAsync(Token);
        var second = gate.EnterAsync(Token).AsTask();
        var third = gate.EnterAsync(Token).AsTask();
        second.IsCompleted.Should().BeFalse();
        first.Dispose();
        (await second).Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task Enter_FullQueue_IsRefused()
    {
        var gate = new DecodingGate(1, 100, 1);
        using var first = await gate.EnterAsync(Token);
        var waiting = gate.EnterAsync(Token).AsTask();
        var refused = async () => await gate.EnterAsync(Token);
        (await refused.Should().ThrowAsync<ServingException>())
            .Which.Code.Should()
            .Be(ServingErrorCode.ResourceExhausted);
        first.Dispose();
        (await waiting).Dispose();
    }

    [Fact]
    public async Task Reserve_MoreThanIsFree_WaitsUntilItIs()
    {
        var gate = new DecodingGate(3, 100, 10);
        using var first = await gate.EnterAsync(Token);
        using var second = await gate.EnterAsync(Token);
        await first.ReserveAsync(60, Token);
        var waiting = second.ReserveAsync(50, Token).AsTask();
        waiting.IsCompleted.Should().BeFalse();
        gate.ReservedBytes.Should().Be(60);
        first.Dispose();
        await waiting;
        gate.ReservedBytes.Should().Be(50);
    }

    [Fact]
    public async Task Reserve_MoreThanThereIsAtAll_IsGrantedAlone()
    {
        var gate = new DecodingGate(2, 100, 10);
        using (var large = await gate.EnterAsync(Token))
        {
            await large.ReserveAsync(1000, Token);
            using var small = await gate.EnterAsync(Token);
            var waiting = small.ReserveAsync(1, Token).AsTask();
            waiting.IsCompleted.Should().BeFalse();
            large.Dispose();
            await waiting;
            gate.ReservedBytes.Should().Be(1);
        }

        gate.ReservedBytes.Should().Be(0);
    }

    [Fact]
    public async Task Reserve_WhoGivesUp_MakesWayForThoseBehind()
    {
        var gate = new DecodingGate(3, 100, 10);
        using var holder = await gate.EnterAsync(Token);
        using var large = await gate.EnterAsync(Token);
        using var small = await gate.EnterAsync(Token);
        await holder.ReserveAsync(50, Token);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var abandoned = large.ReserveAsync(90, giveUp.Token).AsTask();
        var behind = small.ReserveAsync(10, Token).AsTask();
        behind.IsCompleted.Should().BeFalse();

        await giveUp.CancelAsync();
        await abandoned.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        await behind;
        gate.ReservedBytes.Should().Be(60);
    }

    [Fact]
    public async Task Enter_ManyAtOnce_HoldNoMoreThanTheMemory()
    {
        var gate = new DecodingGate(4, 100, 1000);
        var most = 0L;
        await Task.WhenAll(
            Enumerable
                .Range(0, 500)
                .Select(i =>
                    Task.Run(
                        async () =>
                        {
                            using var lease = await gate.EnterAsync(Token);
                            await lease.ReserveAsync(10 + (i % 90), Token);
                            for (var held = gate.ReservedBytes; held > Interlocked.Read(ref most); )
                            {
                                Interlocked.Exchange(ref most, held);
                            }

                            await Task.Yield();
                        },
                        Token
                    )
                )
        );
        most.Should().BeInRange(1, 100);
        gate.ReservedBytes.Should().Be(0);
    }
}
