using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Routing;
using Slipway.Supervisor.Gateways;
using Slipway.Supervisor.Logs;
using Slipway.Supervisor.Services;
using Slipway.Supervisor.State;
using Slipway.Supervisor.Tests.Fakes;
using Slipway.TestUtilities;

namespace Slipway.Supervisor.Tests.Gateways;

/// <summary>Who takes requests while settings change: processes that are none, with controls that are.</summary>
public sealed class GatewayUnitTests : IAsyncLifetime
{
    private static readonly ProgramSpec Program = new() { File = "gateway", Arguments = [] };
    private static readonly GatewayConfig One = new() { Port = 0, GrpcPort = 0 };
    private static readonly GatewayConfig Other = One with { MaxConcurrency = 5 };

    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private readonly FakeHost _host = new();
    private readonly StateStore _store;
    private readonly LogCollector _logs;
    private readonly List<string> _told = [];
    private readonly List<FakeControl> _controls = [];
    private readonly List<GatewayUnit> _units = [];
    private readonly FleetPlace _place;

    public GatewayUnitTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Gateways hand over on Linux only.");
        _store = new StateStore(_folder["fleet.db"]);
        _logs = new LogCollector(_folder.Folder("logs"), _time, NullLogger<LogCollector>.Instance);
        _place = new FleetPlace(_folder.Path, _folder.Path);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _units.ForEach(unit => unit.Dispose());
        foreach (var control in _controls)
        {
            await control.DisposeAsync();
        }

        _logs.Dispose();
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Want_OtherSettings_SuccessorGetsRoutesIsReadyAndOnlyThenTheOldOneEnds()
    {
        var unit = await StartAsync();
        var (old, oldControl) = (_host.Last, _controls[0]);

        unit.Want(Program, Other).Should().BeTrue();
        unit.Tick();
        unit.Status().IsChanging.Should().BeTrue();
        var ports = _store.Replicas().Select(record => (record.HttpPort, record.GrpcPort)).Distinct().Single();
        FakeControl.Argument(_host.Starts[1], "--takes-over").Should().Be($"{ports.HttpPort},{ports.GrpcPort}");
        var control = await ControlAsync();
        var routes = new RoutePusher(unit);
        await UntilAsync(
            unit,
            () =>
            {
                routes.Offer(
                    new RoutingTable
                    {
                        Generation = 0,
                        Services = [],
                        Pipelines = [],
                    }
                );
                return control.Tables > 0 && oldControl.Tables > 0;
            }
        );
        unit.Status().ProcessId.Should().NotBeNull();
        old.WasTerminated.Should().BeFalse();
        unit.Client.Should().NotBeNull();

        control.IsReady = true;
        await UntilAsync(unit, () => !unit.Status().IsChanging);
        await UntilAsync(unit, () => oldControl.IsSucceeded);
        old.WasTerminated.Should().BeFalse();
        _told.Should().Equal("a gateway with other settings has taken over");

        // What waits for a replica there is waited for.
        oldControl.HasWaiting = true;
        _time.Advance(TimeSpan.FromSeconds(2));
        unit.Tick();
        old.WasTerminated.Should().BeFalse();
        oldControl.HasWaiting = false;
        await UntilAsync(unit, () => old.WasTerminated);
        await UntilAsync(unit, () => _store.Replicas().Count == 1);
        _store.Replicas().Single().Identity.Should().Be(_host.Last.Identity);
        File.ResolveLinkTarget(_place.GatewaySocket, false)!.Name.Should().Be("g1.sock");
    }

    [Fact]
    public async Task Want_SettingsThatNoneStartsWith_OldOneGoesOnAndTheNextOrderTriesAgain()
    {
        var unit = await StartAsync();
        var old = _host.Last;
        unit.Want(Program, Other);
        unit.Tick();
        _host.Last.End = "exit code 2";
        unit.Tick();

        unit.Status().Should().Match<GatewayStatus>(status => !status.IsChanging && status.State == ReplicaState.Ready);
        unit.Status().Refused.Should().StartWith("exit code 2");
        _told.Should().ContainSingle().Which.Should().Contain("goes on with the settings of before");
        old.WasTerminated.Should().BeFalse();
        unit.Tick();
        _store.Replicas().Should().ContainSingle().Which.Identity.Should().Be(old.Identity);

        unit.Want(Program, Other).Should().BeTrue();
        unit.Status().Refused.Should().BeNull();
        unit.Want(Program, One).Should().BeFalse();
        unit.Tick();
        unit.Tick();
        (unit.Status().IsChanging, unit.Status().Refused).Should().Be((false, null));
        _host.Running.Where(each => each.End is null).Should().Equal(old);
    }

    [Fact]
    public async Task Adopt_TwoInTheMiddleOfAHandover_YoungerTakesOverAndTheOlderEnds()
    {
        var unit = await StartAsync();
        unit.Want(Program, Other);
        unit.Tick();
        var (old, next) = (_host.Running[0], _host.Running[1]);
        var control = await ControlAsync();

        var successor = Unit();
        foreach (var record in _store.Replicas().OrderBy(record => record.Revision))
        {
            await successor.AdoptAsync(record, Program, Other, TestContext.Current.CancellationToken);
        }

        successor.Want(Program, Other).Should().BeFalse();
        successor.Status().IsChanging.Should().BeTrue();
        control.IsReady = true;
        await UntilAsync(successor, () => !successor.Status().IsChanging);
        _time.Advance(TimeSpan.FromSeconds(2));
        await UntilAsync(successor, () => old.WasTerminated);
        next.End.Should().BeNull();
        _host.Starts.Should().HaveCount(2);
    }

    [Fact]
    public async Task Want_ThirdSettingsBeforeTheSuccessorWasAsked_LetItTakeOverFirst()
    {
        var unit = await StartAsync();
        unit.Want(Program, Other);
        unit.Tick();
        (await ControlAsync()).IsReady = true;
        var next = _host.Last;

        var successor = Unit();
        foreach (var record in _store.Replicas().OrderBy(record => record.Revision))
        {
            await successor.AdoptAsync(record, Program, Other, TestContext.Current.CancellationToken);
        }

        successor.Want(Program, Other with { MaxConcurrency = 6 });
        next.WasTerminated.Should().BeFalse();
        await UntilAsync(successor, () => _host.Starts.Count == 3);
        _told.Should().ContainSingle();
        next.WasTerminated.Should().BeFalse();
        successor.Status().IsChanging.Should().BeTrue();
    }

    [Fact]
    public async Task Adopt_OlderHasEnded_YoungerIsTheGateway()
    {
        var unit = await StartAsync();
        unit.Want(Program, Other);
        unit.Tick();
        _host.Running[0].End = "killed";
        var control = await ControlAsync();
        control.IsReady = true;

        var successor = Unit();
        foreach (var record in _store.Replicas().OrderBy(record => record.Revision))
        {
            await successor.AdoptAsync(record, Program, Other, TestContext.Current.CancellationToken);
        }

        successor.Want(Program, Other).Should().BeFalse();
        await UntilAsync(successor, () => successor.IsReady);
        _host.Starts.Should().HaveCount(2);
        _store.Replicas().Should().ContainSingle().Which.Identity.Should().Be(_host.Running[1].Identity);
    }

    [Fact]
    public async Task Tick_GatewayThatHasTakenOverDies_IsStartedAgainAndTakesOverFromNobody()
    {
        var unit = await StartAsync();
        unit.Want(Program, Other);
        unit.Tick();
        (await ControlAsync()).IsReady = true;
        await UntilAsync(unit, () => !unit.Status().IsChanging);

        _host.Last.End = "killed by signal 9";
        unit.Tick();
        _time.Advance(Backoff.Pause(1));
        unit.Tick();

        _host.Starts.Should().HaveCount(3);
        FakeControl.Argument(_host.Starts[2], "--takes-over").Should().BeNull();
        FakeControl
            .Argument(_host.Starts[2], "--control")
            .Should()
            .Be(FakeControl.Argument(_host.Starts[1], "--control"));
    }

    [Fact]
    public async Task Stop_InTheMiddleOfAHandover_EndsBoth()
    {
        var unit = await StartAsync();
        unit.Want(Program, Other);
        unit.Tick();

        unit.Stop();
        await UntilAsync(unit, () => unit.IsGone);

        _host.Running.Should().OnlyContain(each => each.End != null);
        _store.Replicas().Should().BeEmpty();
        Directory.GetFiles(_folder.Path, "gateway-*.json").Should().BeEmpty();
    }

    private GatewayUnit Unit()
    {
        var kit = new ReplicaKit(
            _host,
            _store,
            _logs,
            new PortAllocator(new Random(1)),
            new HttpClient(),
            _time,
            NullLogger.Instance,
            () => { }
        );
        _units.Add(new GatewayUnit(kit, _place, _told.Add));
        return _units[^1];
    }

    private async Task<GatewayUnit> StartAsync()
    {
        var unit = Unit();
        unit.Want(Program, One).Should().BeFalse();
        unit.Tick();
        (await ControlAsync()).IsReady = true;
        await UntilAsync(unit, () => unit.IsReady);
        return unit;
    }

    // Of the one that was started last.
    private async Task<FakeControl> ControlAsync()
    {
        _controls.Add(await FakeControl.StartAsync(_host.Starts[^1]));
        return _controls[^1];
    }

    // Its clock goes on only as far as probes need it.
    private async Task UntilAsync(GatewayUnit unit, Func<bool> isSo)
    {
        unit.Tick();
        while (!isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TestContext.Current.CancellationToken);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            unit.Tick();
        }
    }
}
