using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Slipway.Supervisor.Processes;
using Slipway.TestUtilities;

namespace Slipway.Supervisor.Tests.Processes;

/// <summary>Real processes; Linux and macOS.</summary>
public sealed class ProcessHostTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _fleet = $"test-{Guid.NewGuid():N}";
    private readonly FakeTimeProvider _time = new();
    private readonly ProcessHost _host;
    private readonly List<IRunningReplica> _started = [];

    public ProcessHostTests()
    {
        _host = new ProcessHost(_fleet, _time, NullLogger.Instance);
    }

    public void Dispose()
    {
        foreach (var each in _started)
        {
            each.Kill();
            Wait(each);
            each.Forget();
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task Start_Program_HasItsArgumentsAndEnvironmentAndWritesToItsLog()
    {
        var replica = await Start("echo \"$1 $GREETING\"; echo wrong >&2; exit 3", "a b");
        Wait(replica).Should().Be("exit code 3");
        File.ReadAllLines(Log).Should().BeEquivalentTo("a b hello", "wrong");
    }

    [Fact]
    public async Task Start_Program_LeadsASessionOfItsOwn()
    {
        var replica = await Start("ps -o sid= -p $$ ; exec sleep 100");
        await WaitForLog();
        File.ReadAllText(Log).Trim().Should().Be(replica.ProcessId!.Value.ToString());
    }

    [Fact]
    public async Task Terminate_Running_EndsItByItsSignal()
    {
        var replica = await Start("trap 'echo bye; exit 0' TERM; echo here; while :; do sleep 0.05; done");
        await WaitForLog();
        replica.HowItEnded().Should().BeNull();
        replica.MemoryBytes().Should().BePositive();
        replica.Terminate();
        Wait(replica).Should().Be("exit code 0");
        File.ReadAllText(Log).Should().Contain("bye");
    }

    [Fact]
    public async Task Kill_Running_TellsTheSignal()
    {
        var replica = await Start("exec sleep 100");
        replica.Kill();
        Wait(replica).Should().Be("killed by signal 9");
        replica.HowItEnded().Should().Be("killed by signal 9", "it is told the same at any time");
    }

    [Fact]
    public async Task Adopt_Running_IsTheSame()
    {
        var replica = await Start("exec sleep 100");
        var again = await Adopt(replica.Identity, ReplicaLimits.None);
        again!.ProcessId.Should().Be(replica.ProcessId);
        again.HowItEnded().Should().BeNull();
    }

    [Fact]
    public async Task Adopt_AnotherProcessWithTheSameId_IsNotTaken()
    {
        var identity = new ProcessIdentity(Environment.ProcessId, "1/00000000").ToString();
        (await Adopt(identity, ReplicaLimits.None)).Should().BeNull();
    }

    [Fact]
    public async Task Adopt_WithALimitThatNothingButWatchingHolds_IsEndedOverIt()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Memory is read from /proc, which only Linux has.");
        var replica = await Start("exec sleep 100");

        var again = await Adopt(replica.Identity, new ReplicaLimits(null, MemoryBytes: 1000));

        again!.Remark.Should().StartWith("No control groups can be made here for r. Memory is watched");
        Wait(again).Should().StartWith("out of memory (").And.EndWith("; 1.00 kB are allowed)");
    }

    [Fact]
    public async Task Adopt_BelowItsLimit_RunsOn()
    {
        var replica = await Start("exec sleep 100");
        var again = await Adopt(replica.Identity, new ReplicaLimits(null, MemoryBytes: 1L << 40));
        again!.HowItEnded().Should().BeNull();
    }

    [Fact]
    public async Task EndOrphans_OneDoesNotListen_IsKilledAfterItsTime()
    {
        SkipWithoutEnvironments();
        var orphan = await Start("trap '' TERM; echo here; while :; do sleep 0.05; done");
        await WaitForLog();

        await _host.EndOrphansAsync(new HashSet<string>(), CancellationToken.None);

        orphan.HowItEnded().Should().BeNull();
        _time.Advance(ProcessHost.OrphanPatience);
        Wait(orphan).Should().Be("killed by signal 9");
    }

    [Fact]
    public async Task OfListing_OfTheSystemsOwn_HasThoseWithTheMark()
    {
        SkipWithoutEnvironments();
        // It stands still then: while it takes up another program it has no environment for a moment.
        var replica = await Start("echo here; kill -STOP $$");
        await WaitForLog();
        using var ps = Process.Start(
            new ProcessStartInfo("ps", ["axeww", "-o", "pid=,args="])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        var listing = await ps.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        FleetProcesses
            .OfListing(listing.Split('\n'), $"SLIPWAY_FLEET={_fleet}")
            .Should()
            .Equal(replica.ProcessId!.Value);
    }

    [Theory]
    [InlineData("  12 /srv/slipway-server serve m A=1 SLIPWAY_FLEET=a B=2", true)]
    [InlineData("12 /srv/slipway-server SLIPWAY_FLEET=a", true)]
    [InlineData("12 /srv/slipway-server SLIPWAY_FLEET=ab", false)]
    [InlineData("12 /srv/slipway-server X_SLIPWAY_FLEET=a", false)]
    [InlineData("x /srv/slipway-server SLIPWAY_FLEET=a", false)]
    [InlineData("", false)]
    public void OfListing_Line_IsOneOfTheFleetByItsVariable(string line, bool isOne)
    {
        FleetProcesses.OfListing([line], "SLIPWAY_FLEET=a").Any().Should().Be(isOne);
    }

    [Fact]
    public async Task EndOrphans_StartedAndNeverWrittenDown_AreEnded()
    {
        SkipWithoutEnvironments();
        var known = await Start("exec sleep 100");
        var orphan = await Start("echo here; while :; do sleep 0.05; done");
        await WaitForLog();
        await _host.EndOrphansAsync(new HashSet<string> { known.Identity }, CancellationToken.None);
        Wait(orphan).Should().Be("killed by signal 15");
        known.HowItEnded().Should().BeNull();
    }

    [Fact]
    public async Task Start_NoSuchProgram_SaysSo()
    {
        var act = () =>
            _host.StartAsync(
                new ReplicaStart
                {
                    Name = "r",
                    File = "/no/such/program",
                    Arguments = [],
                    Environment = new Dictionary<string, string>(),
                    LogFile = Log,
                },
                CancellationToken.None
            );
        (await act.Should().ThrowAsync<IOException>()).WithMessage("/no/such/program cannot be started: *");
    }

    private static void SkipWithoutEnvironments()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("macOS shows no environment of the system's programs, such as this test starts.");
    }

    private Task<IRunningReplica?> Adopt(string identity, ReplicaLimits limits) =>
        _host.AdoptAsync("r", identity, limits, CancellationToken.None);

    private string Log => Path.Combine(_folder.Path, "r.out");

    private async Task<IRunningReplica> Start(string script, params string[] arguments)
    {
        var replica = await _host.StartAsync(
            new ReplicaStart
            {
                Name = "r",
                File = "/bin/sh",
                Arguments = ["-c", script, "sh", .. arguments],
                Environment = InheritedEnvironment.With([new("GREETING", "hello")]),
                LogFile = Log,
            },
            CancellationToken.None
        );
        _started.Add(replica);
        return replica;
    }

    private async Task WaitForLog()
    {
        var patience = Stopwatch.StartNew();
        while (!File.Exists(Log) || new FileInfo(Log).Length == 0)
        {
            patience.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(30));
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private static string Wait(IRunningReplica replica)
    {
        SpinWait.SpinUntil(() => replica.HowItEnded() is not null, TimeSpan.FromSeconds(30)).Should().BeTrue();
        return replica.HowItEnded()!;
    }
}
