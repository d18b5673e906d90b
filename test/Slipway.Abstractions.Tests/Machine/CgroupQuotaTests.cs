using Slipway.Machine;
using Slipway.TestUtilities;

namespace Slipway.Abstractions.Tests.Machine;

public sealed class CgroupQuotaTests : IDisposable
{
    // As a container of version 2 sees it: its own cgroup is the root of what is mounted.
    private const string Version2 = "29 23 0:26 / /sys/fs/cgroup ro,nosuid shared:9 - cgroup2 cgroup rw,nsdelegate\n";

    private const string Version1 = """
        31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
        32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:4 - cgroup cgroup rw,cpu,cpuacct
        34 31 0:31 / /sys/fs/cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset

        """;

    private readonly TempFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("150000 100000\n", 1.5)]
    [InlineData("50000 100000", 0.5)]
    [InlineData("20000 10000", 2d)]
    [InlineData("max 100000\n", null)]
    [InlineData("", null)]
    [InlineData("100000", null)]
    [InlineData("100000 0", null)]
    [InlineData("-1 100000", null)]
    [InlineData("99999999999999999999 100000", null)]
    public void Read_CpuMaxOfVersion2_IsQuotaOverPeriod(string text, double? expected)
    {
        Process("0::/\n", Version2);
        _root.Write("sys/fs/cgroup/cpu.max", text);

        CgroupQuota.Read(_root.Path).Should().Be(expected);
    }

    [Theory]
    [InlineData("150000\n", "100000\n", 1.5)]
    [InlineData("5000", "10000", 0.5)]
    [InlineData("-1", "100000", null)]
    [InlineData("100000", "", null)]
    public void Read_FilesOfVersion1_IsQuotaOverPeriod(string quota, string period, double? expected)
    {
        Process("5:cpu,cpuacct:/\n3:cpuset:/\n0::/\n", Version1);
        _root.Write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", quota);
        _root.Write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", period);

        CgroupQuota.Read(_root.Path).Should().Be(expected);
    }

    [Theory]
    [InlineData("300000 100000", "max 100000", 3d)]
    [InlineData("300000 100000", "150000 100000", 1.5)]
    [InlineData("50000 100000", "150000 100000", 0.5)]
    public void Read_CgroupAboveItsOwn_TheSmallestCounts(string above, string own, double expected)
    {
        Process("0::/system.slice/slipway.service\n", Version2);
        _root.Write("sys/fs/cgroup/system.slice/cpu.max", above);
        _root.Write("sys/fs/cgroup/system.slice/slipway.service/cpu.max", own);

        CgroupQuota.Read(_root.Path).Should().Be(expected);
    }

    [Fact]
    public void Read_MountOfAPartOfTheHierarchy_PathIsToldFromTheWhole()
    {
        // Docker without a namespace of cgroups: the container's cgroup is mounted, and its path is the host's.
        Process(
            "4:cpu,cpuacct:/docker/abc/inner\n",
            "40 30 0:29 /docker/abc /sys/fs/cgroup/cpu ro master:11 - cgroup cgroup rw,cpu,cpuacct\n"
        );
        _root.Write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "400000");
        _root.Write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000");
        _root.Write("sys/fs/cgroup/cpu/inner/cpu.cfs_quota_us", "250000");
        _root.Write("sys/fs/cgroup/cpu/inner/cpu.cfs_period_us", "100000");

        CgroupQuota.Read(_root.Path).Should().Be(2.5);
    }

    [Theory]
    [InlineData("/../../elsewhere")]
    [InlineData("/gone")]
    [InlineData("/kubepods/pod1/abc")]
    public void Read_OwnFolderCannotBeSeen_TheMountsOwnCounts(string path)
    {
        Process($"0::{path}\n", Version2);
        _root.Write("sys/fs/cgroup/cpu.max", "200000 100000");

        CgroupQuota.Read(_root.Path).Should().Be(2);
    }

    [Fact]
    public void Read_HybridMachine_BothVersionsAreSeen()
    {
        Process(
            "1:cpu:/pod\n0::/pod\n",
            Version2.Replace("/cgroup ro", "/unified ro", StringComparison.Ordinal) + Version1
        );
        _root.Write("sys/fs/unified/pod/cpu.max", "max 100000");
        _root.Write("sys/fs/cgroup/cpu,cpuacct/pod/cpu.cfs_quota_us", "75000");
        _root.Write("sys/fs/cgroup/cpu,cpuacct/pod/cpu.cfs_period_us", "50000");

        CgroupQuota.Read(_root.Path).Should().Be(1.5);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("nonsense\n", "32 31\n- - -\n31 23 0:28 / - cgroup2\n")]
    public void Read_NothingThatSaysSo_IsNoQuota(string cgroup, string mounts)
    {
        CgroupQuota.Read(_root.Path).Should().BeNull("there is no proc file system");
        Process(cgroup, mounts);

        CgroupQuota.Read(_root.Path).Should().BeNull();
    }

    private void Process(string cgroup, string mounts)
    {
        _root.Write("proc/self/cgroup", cgroup);
        _root.Write("proc/self/mountinfo", mounts);
    }
}
