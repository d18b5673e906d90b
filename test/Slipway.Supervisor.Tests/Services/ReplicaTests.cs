using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Supervisor.Health;
using Slipway.Supervisor.Logs;
using Slipway.Supervisor.Processes;
using Slipway.Supervisor.Services;
using Slipway.Supervisor.State;
using Slipway.Supervisor.Tests.Fakes;
using Slipway.TestUtilities;

namespace Slipway.Supervisor.Tests.Services;

/// <summary>One replica through its life, on a clock of the test's own.</summary>
public sealed class ReplicaTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private readonly FakeHost _host = new();
    private readonly FakeProbe _probe = new();
    private readonly StateStore _store;
    private readonly Replica _replica;
    private readonly HealthConfig _health = new() { StartTimeout = TimeSpan.FromMinutes(1), Failures = 3 };

    public ReplicaTests()
    {
        _store = new StateStore(_folder["fleet.db"]);
        var kit = new ReplicaKit(
            _host,
            _store,
            new LogCollector(_folder.Path, _time, NullLogger<LogCollector>.Instance),
            new PortAllocator(new Random(1)),
            new HttpClient(),
            _time,
            NullLogger.Instance,
            () => { }
        );
        var record = new ReplicaRecord
        {
            Name = "iris-1-1",
            Service = "iris",
            Revision = 1,
            Index = 1,
            Epoch = 0,
            HttpPort = 1,
            GrpcPort = 2,
        };
        _replica = new Replica(kit, record, Start, _ => _probe, _health);
    }

    public void Dispose()
    {
        _replica.Dispose();
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Tick_FirstTime_StartsItAndWritesItDown()
    {
        _replica.Tick();
        _replica.State.Should().Be(ReplicaState.Starting);
        _store.Replicas().Should().ContainSingle().Which.Identity.Should().Be(_host.Last.Identity);
    }

    [Fact]
    public void Adopt_StartedLongAgoAndNotAskedYet_IsLeftAlone()
    {
        var running = new FakeRunning("iris-1-1", "iris-1-1#0");
        _time.Advance(TimeSpan.FromDays(1));
        _replica.Adopt(running);
        _replica.Tick();
        running.WasKilled.Should().BeFalse();
        _replica.IsBroken.Should().BeFalse();
        Say(FakeProbe.Ready);
        _replica.TakesRequests.Should().BeTrue();
    }

    [Fact]
    public void Tick_ProbeSaysReady_TakesRequests()
    {
        BecomeReady();
        _replica.TakesRequests.Should().BeTrue();
        _replica.Status().Why.Should().BeNull();
    }

    [Fact]
    public void Tick_ProbeSaysNotReady_TellsWhyAndTakesNone()
    {
        BecomeReady();
        Say(FakeProbe.Loading);
        _replica.State.Should().Be(ReplicaState.NotReady);
        _replica.TakesRequests.Should().BeFalse();
        _replica.Why.Should().Be("it is loading");
    }

    [Fact]
    public void Tick_ProcessEnded_IsStartedAgainAfterAPause()
    {
        BecomeReady();
        _host.Last.End = "killed by signal 9";
        _replica.Tick();
        _replica.State.Should().Be(ReplicaState.Waiting);
        _replica.LastEnd.Should().Be("killed by signal 9");
        _host.Starts.Should().ContainSingle();
        _time.Advance(Backoff.Pause(1));
        _replica.Tick();
        _host.Starts.Should().HaveCount(2);
        _replica.Record.Restarts.Should().Be(1);
    }

    [Fact]
    public void Tick_EndsAgainAndAgain_IsACrashLoopThatIsTriedOn()
    {
        for (var i = 1; i <= Backoff.CrashLoop; i++)
        {
            _replica.Tick();
            _host.Last.End = "exit code 3";
            _replica.Tick();
            _replica.IsBroken.Should().Be(i == Backoff.CrashLoop);
            _time.Advance(Backoff.Pause(i));
        }

        _replica.State.Should().Be(ReplicaState.CrashLoop);
        _replica.Tick();
        _replica.State.Should().Be(ReplicaState.Starting);
        Say(FakeProbe.Ready);
        _replica.IsBroken.Should().BeFalse("it has come up after all");
    }

    [Fact]
    public void Tick_RestartedBeforeItWasReady_HasOtherPorts()
    {
        _replica.Tick();
        _host.Last.End = "exit code 1";
        _replica.Tick();
        _time.Advance(Backoff.Pause(1));
        _replica.Tick();
        _replica.Record.HttpPort.Should().NotBe(1);
        _store.Replicas().Should().ContainSingle().Which.HttpPort.Should().Be(_replica.Record.HttpPort);
    }

    [Fact]
    public void Tick_CannotBeStarted_TellsWhyAndTriesAgain()
    {
        _host.Refusal = "/no/such/file cannot be started";
        _replica.Tick();
        _replica.State.Should().Be(ReplicaState.Waiting);
        _replica.Why.Should().Contain("/no/such/file");
        _host.Refusal = null;
        _time.Advance(Backoff.Pause(1));
        _replica.Tick();
        _replica.State.Should().Be(ReplicaState.Starting);
    }

    [Fact]
    public void Tick_SilentAfterItWasReady_IsKilledAndStartedAgain()
    {
        BecomeReady();
        _probe.Says = FakeProbe.Silent;
        SpinWait
            .SpinUntil(
                () =>
                {
                    _time.Advance(_health.Interval);
                    _replica.Tick();
                    return _host.Starts.Count > 1;
                },
                TimeSpan.FromSeconds(30)
            )
            .Should()
            .BeTrue();
        _host.Running[0].WasKilled.Should().BeTrue();
    }

    [Fact]
    public void Tick_NotReadyInTimeButAlive_IsBrokenAndLeftAloneWithItsReason()
    {
        _replica.Tick();
        Say(FakeProbe.Loading);
        _time.Advance(_health.StartTimeout + TimeSpan.FromSeconds(1));
        Say(FakeProbe.Loading);
        _replica.IsBroken.Should().BeTrue();
        _host.Last.WasKilled.Should().BeFalse();
        _replica.Why.Should().Be("it is loading");
    }

    [Fact]
    public void Tick_ModelHasFailedForSeconds_IsBroken()
    {
        _replica.Tick();
        Say(new ProbeResult(IsReady: false, IsLive: true, "no such file", HasFailed: true));
        _replica.IsBroken.Should().BeFalse();
        _time.Advance(TimeSpan.FromSeconds(6));
        // Between two attempts it says that it is loading.
        Say(FakeProbe.Loading);
        Say(new ProbeResult(IsReady: false, IsLive: true, "no such file", HasFailed: true));
        _replica.IsBroken.Should().BeTrue();
    }

    [Fact]
    public void Terminate_Running_EndsAndIsForgotten()
    {
        BecomeReady();
        _replica.BeginStop();
        _replica.TakesRequests.Should().BeFalse();
        _host.Last.WasTerminated.Should().BeFalse("requests may still be sent to it");
        _replica.Terminate();
        _host.Last.WasTerminated.Should().BeTrue();
        _replica.Tick();
        _replica.IsGone.Should().BeTrue();
        _store.Replicas().Should().BeEmpty();
    }

    [Fact]
    public void Terminate_DoesNotEnd_IsKilledAfterItsTime()
    {
        BecomeReady();
        _host.Last.EndsWhenTold = false;
        _replica.Terminate();
        _time.Advance(_health.StopTimeout - TimeSpan.FromSeconds(1));
        _replica.Tick();
        _host.Last.WasKilled.Should().BeFalse();
        _time.Advance(TimeSpan.FromSeconds(2));
        _replica.Tick();
        _host.Last.WasKilled.Should().BeTrue();
        _replica.Tick();
        _replica.IsGone.Should().BeTrue();
    }

    [Fact]
    public void Terminate_WaitingForItsNextStart_IsGoneAtOnce()
    {
        _replica.Tick();
        _host.Last.End = "exit code 1";
        _replica.Tick();
        _replica.Terminate();
        _replica.Tick();
        _replica.IsGone.Should().BeTrue();
        _host.Starts.Should().ContainSingle();
    }

    private static ReplicaStart Start(ReplicaRecord record) =>
        new()
        {
            Name = record.Name,
            File = "file",
            Arguments = [],
            Environment = new Dictionary<string, string>(),
            LogFile = "log",
        };

    private void BecomeReady()
    {
        _replica.Tick();
        Say(FakeProbe.Ready);
    }

    // Until the probe has said so at least once more, and the replica has taken it up.
    private void Say(ProbeResult result)
    {
        _probe.Says = result;
        var asked = _probe.Asked;
        SpinWait
            .SpinUntil(
                () =>
                {
                    if (_probe.Asked < asked + 2)
                        _time.Advance(TimeSpan.FromMilliseconds(1));
                    return _probe.Asked >= asked + 2;
                },
                TimeSpan.FromSeconds(30)
            )
            .Should()
            .BeTrue();
        _replica.Tick();
    }
}
