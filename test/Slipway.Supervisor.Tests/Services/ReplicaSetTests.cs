using Slipway.Supervisor.Services;
using Member = Slipway.Supervisor.Services.ReplicaSet.Member;

namespace Slipway.Supervisor.Tests.Services;

public sealed class ReplicaSetTests
{
    private static readonly Member Ready = new(IsCurrent: true, IsReady: true);
    private static readonly Member Coming = new(IsCurrent: true, IsReady: false);
    private static readonly Member Old = new(IsCurrent: false, IsReady: true);
    private static readonly Member OldAndComing = new(IsCurrent: false, IsReady: false);

    [Fact]
    public void Plan_NothingYet_StartsAll() => Plan(3).Should().Be((3, 0));

    [Fact]
    public void Plan_AsManyAsWanted_DoesNothing() => Plan(2, Ready, Coming).Should().Be((0, 0));

    [Fact]
    public void Plan_TooMany_StopsThoseThatServeLeast()
    {
        var (start, stop) = ReplicaSet.Plan([Ready, Coming, Ready], 1);
        start.Should().Be(0);
        stop.Should().Equal(1, 2);
    }

    [Fact]
    public void Plan_NoneWanted_StopsAll() => Plan(0, Ready, Old, Coming).Should().Be((0, 3));

    [Fact]
    public void Plan_OldOnes_GetOneBesideThemFirst()
    {
        Plan(2, Old, Old).Should().Be((1, 0));
        Plan(2, Old, Old, Coming).Should().Be((0, 0));
        Plan(2, Old, Old, Ready).Should().Be((0, 1));
    }

    [Fact]
    public void Plan_OldOneThatIsNotReady_IsNoLoss() => Plan(2, Old, OldAndComing).Should().Be((1, 1));

    /// <summary>From any mixture a restart ends, and at no time are fewer ready than there were, up to what is wanted.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Plan_Restart_NeverLosesWhatIsReady(int wanted)
    {
        var members = Enumerable.Repeat(Old, wanted).ToList();
        for (var step = 0; step < 100 && members.Exists(member => !member.IsCurrent); step++)
        {
            var (start, stop) = ReplicaSet.Plan(members, wanted);
            foreach (var i in stop.OrderDescending())
            {
                members.RemoveAt(i);
            }

            members.AddRange(Enumerable.Repeat(Coming, start));
            members.Count(member => member.IsReady).Should().BeGreaterThanOrEqualTo(wanted);
            members.Should().HaveCountLessThanOrEqualTo(wanted + 1);
            // The one that is coming has come.
            if (members.IndexOf(Coming) is >= 0 and var coming && step % 2 == 1)
                members[coming] = Ready;
        }

        members.Should().OnlyContain(member => member.IsCurrent).And.HaveCount(wanted);
    }

    private static (int Start, int Stop) Plan(int wanted, params Member[] members)
    {
        var (start, stop) = ReplicaSet.Plan(members, wanted);
        return (start, stop.Count);
    }
}
