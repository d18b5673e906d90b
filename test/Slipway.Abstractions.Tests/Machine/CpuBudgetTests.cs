using Slipway.Machine;

namespace Slipway.Abstractions.Tests.Machine;

public sealed class CpuBudgetTests
{
    [Theory]
    [InlineData(64, null, 64, 64, 64d)]
    [InlineData(64, 0.5, 64, 1, 0.5)]
    [InlineData(64, 1d, 64, 1, 1d)]
    [InlineData(64, 1.5, 64, 2, 1.5)]
    [InlineData(64, 2d, 64, 2, 2d)]
    [InlineData(2, 8d, 64, 2, 2d)]
    [InlineData(2, 1e12, 64, 2, 2d)]
    [InlineData(0, null, 0, 1, 1d)]
    public void Of_QuotaAndAffinity_TheSmallerCountsRoundedUp(
        int schedulable,
        double? quota,
        int machine,
        int count,
        double limit
    )
    {
        var budget = CpuBudget.Of(schedulable, quota, machine);

        budget.Count.Should().Be(count);
        budget.Limit.Should().Be(limit);
    }

    [Theory]
    [InlineData(4, null, 4, "4 CPUs")]
    [InlineData(1, null, 1, "1 CPU")]
    [InlineData(4, null, 64, "4 CPUs (of 64)")]
    [InlineData(64, 1.5, 64, "2 CPUs (a quota of 1.5, of 64)")]
    [InlineData(64, 0.25, 64, "1 CPU (a quota of 0.25, of 64)")]
    [InlineData(2, 2d, 2, "2 CPUs (a quota of 2)")]
    public void ToString_Budget_SaysWhereItComesFrom(int schedulable, double? quota, int machine, string text) =>
        CpuBudget.Of(schedulable, quota, machine).ToString().Should().Be(text);

    [Fact]
    public void Current_ThisProcess_IsWithinWhatDotNetKnows() =>
        CpuBudget.Current.Count.Should().BeInRange(1, Environment.ProcessorCount);

    [Theory]
    [InlineData("0\n", 1)]
    [InlineData("0-63\n", 64)]
    [InlineData("0-3,8,10-11", 7)]
    [InlineData("", null)]
    [InlineData("a-b", null)]
    [InlineData("3-1", null)]
    public void LinuxCpus_ListOfTheKernel_IsCounted(string list, int? expected) =>
        LinuxCpus.Count(list).Should().Be(expected);
}
