using Slipway.Deployment.Manifest;
using Slipway.Gateway.Balancing;
using Slipway.Gateway.Routing;
using Slipway.Gateway.Tests.TestKit;

namespace Slipway.Gateway.Tests.Balancing;

public sealed class ReplicaChoiceTests
{
    private const int NoLimit = int.MaxValue;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(20)]
    public void TryTake_ManyInFlight_AreSpreadEvenly(int count)
    {
        var replicas = Replicas(count);
        var random = new SeededRandom(3);

        for (var i = 0; i < count * 10; i++)
        {
            ReplicaChoice.TryTake(replicas, NoLimit, null, random, out _).Should().BeTrue();
        }

        // Two choices come close to the best of all.
        replicas.Should().OnlyContain(replica => replica.Counters.InFlight >= 7 && replica.Counters.InFlight <= 13);
    }

    [Fact]
    public void TryTake_Idle_IsNotAlwaysTheFirst()
    {
        var replicas = Replicas(3);
        var random = new SeededRandom(3);
        var taken = new HashSet<string>();
        for (var i = 0; i < 30; i++)
        {
            ReplicaChoice.TryTake(replicas, NoLimit, null, random, out var place);
            taken.Add(place.Replica.Name);
            place.Replica.Counters.End(failed: false);
        }

        taken.Should().HaveCount(3);
    }

    [Fact]
    public void TryTake_Full_SaysSo()
    {
        var replicas = Replicas(2);
        for (var i = 0; i < 6; i++)
        {
            ReplicaChoice.TryTake(replicas, 3, null, new SeededRandom(3), out _).Should().BeTrue();
        }

        ReplicaChoice.TryTake(replicas, 3, null, new SeededRandom(3), out _).Should().BeFalse();
        replicas.Sum(replica => replica.Counters.InFlight).Should().Be(6);
    }

    [Fact]
    public void TryTake_OpenCircuit_IsPassedOver()
    {
        var replicas = Replicas(8);
        foreach (var replica in replicas[1..])
        {
            Open(replica);
        }

        for (var i = 0; i < 50; i++)
        {
            ReplicaChoice.TryTake(replicas, NoLimit, null, new SeededRandom(i), out var place).Should().BeTrue();
            place.Replica.Should().BeSameAs(replicas[0]);
        }
    }

    [Fact]
    public void TryTake_AllOpen_OneIsAskedAllTheSame()
    {
        var replicas = Replicas(2);
        Array.ForEach(replicas, Open);

        ReplicaChoice.TryTake(replicas, NoLimit, null, new SeededRandom(3), out var place).Should().BeTrue();

        place.IsTrying.Should().BeFalse();
    }

    [Fact]
    public void TryTake_HalfOpen_GetsOneRequest()
    {
        var replicas = Replicas(2);
        Open(replicas[0]);
        replicas[0].Breaker.FoundAlive();
        replicas[1].Counters.TryBegin(NoLimit);

        ReplicaChoice.TryTake(replicas, NoLimit, null, new SeededRandom(3), out var first);
        ReplicaChoice.TryTake(replicas, NoLimit, null, new SeededRandom(3), out var second);

        (first.Replica, first.IsTrying).Should().Be((replicas[0], true));
        (second.Replica, second.IsTrying).Should().Be((replicas[1], false));
    }

    [Fact]
    public void TryTake_Unreachable_ComesAfterTheOthers()
    {
        var replicas = Replicas(3);
        replicas[0].NotReached();
        for (var i = 0; i < 10; i++)
        {
            ReplicaChoice.TryTake(replicas, NoLimit, null, new SeededRandom(i), out var place);
            place.Replica.Should().NotBeSameAs(replicas[0], "though it has the fewest in flight");
        }
    }

    [Fact]
    public void TryTake_Tried_IsNotAskedAgain()
    {
        var replicas = Replicas(2);

        ReplicaChoice.TryTake(replicas, NoLimit, [replicas[0]], new SeededRandom(3), out var place);
        place.Replica.Should().BeSameAs(replicas[1]);
        ReplicaChoice.TryTake(replicas, NoLimit, [.. replicas], new SeededRandom(3), out _).Should().BeFalse();
    }

    [Fact]
    public async Task TryTake_ManyThreads_NeverMoreThanMayBe()
    {
        var replicas = Replicas(3);
        var taken = 0;

        await Parallel.ForAsync(
            0,
            1000,
            TestContext.Current.CancellationToken,
            (_, _) =>
            {
                if (ReplicaChoice.TryTake(replicas, 100, null, Random.Shared, out var place))
                    Interlocked.Increment(ref taken);
                return ValueTask.CompletedTask;
            }
        );

        replicas.Should().OnlyContain(replica => replica.Counters.InFlight == 100);
        taken.Should().Be(300);
    }

    [Fact]
    public void OfCaller_ReplicaGoes_OnlyItsCallersMove()
    {
        var replicas = Replicas(5);
        var callers = Enumerable.Range(0, 1000).Select(i => $"user-{i}").ToArray();

        foreach (var caller in callers)
        {
            var before = ReplicaChoice.OfCaller(replicas, caller);
            var after = ReplicaChoice.OfCaller(replicas[..4], caller);
            if (before != replicas[4])
                after.Should().BeSameAs(before);
        }

        callers
            .CountBy(caller => ReplicaChoice.OfCaller(replicas, caller)!.Name)
            .Should()
            .OnlyContain(each => each.Value > 120 && each.Value < 280);
    }

    private static Replica[] Replicas(int count) =>
        Routings.Service(Routings.Revision(1, 1, replicas: count)).Revisions[0].Replicas;

    private static void Open(Replica replica)
    {
        for (var i = 0; i < 10; i++)
        {
            replica.Breaker.Record(failed: true, trying: false, new CircuitBreakerConfig());
        }
    }
}
