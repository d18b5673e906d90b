using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Slipway.AspNetCore.Hosting;

namespace Slipway.AspNetCore.Tests.Hosting;

public sealed class BlockPoolTests
{
    [Fact]
    public void Rent_TwiceAtATime_GivesDifferentMemory()
    {
        using var pool = new BlockPool();

        using var first = pool.Rent();
        using var second = pool.Rent(BlockPool.BlockLength);

        first.Memory.Span.Fill(1);
        second.Memory.Span.Fill(2);
        first.Memory.Length.Should().Be(BlockPool.BlockLength);
        first.Memory.Span.ContainsAnyExcept((byte)1).Should().BeFalse();
    }

    [Fact]
    public void Rent_AfterABlockCameBack_GivesIt()
    {
        using var pool = new BlockPool();
        var first = pool.Rent(1);
        first.Dispose();

        using var second = pool.Rent(1);

        second.Should().BeSameAs(first);
    }

    [Fact]
    public void Rent_MoreThanABlock_IsRefused()
    {
        using var pool = new BlockPool();

        var rent = () => pool.Rent(BlockPool.BlockLength + 1);

        rent.Should().Throw<ArgumentOutOfRangeException>();
        pool.MaxBufferSize.Should().Be(BlockPool.BlockLength);
    }

    [Fact]
    public async Task Blocks_RentedByManyThreads_AreEachHadByOne()
    {
        using var pool = new BlockPool();

        var clashes = await Task.WhenAll(Enumerable.Range(1, 4).Select(mark => Task.Run(() => Use(pool, (byte)mark))));

        clashes.Should().AllBeEquivalentTo(0);
    }

    [Fact]
    public void ModelServer_GivesItsPoolToKestrel()
    {
        using var services = new ServiceCollection().AddLogging().AddModelServer(_ => { }).BuildServiceProvider();

        using var pool = services.GetRequiredService<IMemoryPoolFactory<byte>>().Create();

        pool.Should().BeOfType<BlockPool>();
    }

    private static int Use(BlockPool pool, byte mark)
    {
        var clashes = 0;
        for (var i = 0; i < 2_000; i++)
        {
            using var block = pool.Rent();
            var part = block.Memory.Span[..64];
            part.Fill(mark);
            Thread.Yield();
            if (part.ContainsAnyExcept(mark))
                clashes++;
        }

        return clashes;
    }
}
