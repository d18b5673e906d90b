using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Errors;
using Slipway.Supervisor.Fleets;
using Slipway.Supervisor.Logs;
using Slipway.Supervisor.Revisions;
using Slipway.Supervisor.Services;
using Slipway.Supervisor.State;
using Slipway.Supervisor.Tests.Fakes;
using Slipway.TestUtilities;

namespace Slipway.Supervisor.Tests.Fleets;

/// <summary>Orders that start and end a fleet, in whatever order they come.</summary>
public sealed class LocalFleetTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly StateStore _store;
    private readonly FleetController _controller;
    private readonly FleetLoop _loop = new(TimeProvider.System, NullLogger<FleetLoop>.Instance);
    private readonly LocalFleet _fleet;
    private Task _running = Task.CompletedTask;

    public LocalFleetTests()
    {
        _store = new StateStore(_folder["fleet.db"]);
        var logs = new LogCollector(_folder.Folder("logs"), TimeProvider.System, NullLogger<LogCollector>.Instance);
        var kit = new ReplicaKit(
            new FakeHost(),
            _store,
            logs,
            new PortAllocator(new Random(1)),
            new HttpClient(),
            TimeProvider.System,
            NullLogger.Instance,
            _loop.Wake
        );
        var contents = new ContentStore(_folder["contents"]);
        _controller = new FleetController(new FleetPlace(_folder.Path, _folder.Path), kit);
        _fleet = new LocalFleet(
            _controller,
            _loop,
            new RevisionFactory(contents, TimeProvider.System),
            contents,
            logs,
            NullLogger<LocalFleet>.Instance
        );
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static FleetSpec Spec =>
        new()
        {
            Name = "news",
            Directory = "/news",
            Manifest = new FleetManifest { Name = "news" },
            Launches = new Dictionary<string, ServiceLaunch>(),
            Gateway = new ProgramSpec { File = "gateway", Arguments = [] },
        };

    public ValueTask InitializeAsync()
    {
        // Steps are not what is looked at here: nothing ends by itself.
        _running = _loop.RunAsync(static () => { }, _stop.Token);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(static _ => { }, TaskScheduler.Default);
        _fleet.Dispose();
        _controller.Dispose();
        _store.Dispose();
        _stop.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task EndIdle_NothingWasApplied_Ends()
    {
        await _fleet.EndIdleAsync(Token);
        _controller.IsEnding.Should().BeTrue();
    }

    [Fact]
    public async Task EndIdle_AfterAFleetWasApplied_LeavesItAlone()
    {
        await _fleet.ApplyAsync(Spec, Token);
        await _fleet.EndIdleAsync(Token);
        _controller.IsEnding.Should().BeFalse();
        (await _fleet.GetSpecAsync(Token)).Should().NotBeNull();
    }

    [Fact]
    public async Task EndIdle_WhileAFleetIsBeingHandedOver_LeavesItAlone()
    {
        // The loop does nothing until both orders are there: the first has not been applied when the second comes.
        var gate = new TaskCompletionSource();
        var held = _loop.RunAsync(
            async () =>
            {
                await gate.Task;
                return true;
            },
            Token
        );
        var apply = _fleet.ApplyAsync(Spec, Token);
        var end = _fleet.EndIdleAsync(Token);
        gate.SetResult();

        await Task.WhenAll(held, apply, end);

        _controller.IsEnding.Should().BeFalse();
    }

    [Fact]
    public async Task Apply_WhileTheFleetEnds_IsRefusedWithWhatToDo()
    {
        await _fleet.ApplyAsync(Spec, Token);
        await _fleet.DownAsync(Token);

        var act = () => _fleet.ApplyAsync(Spec, Token);

        var refusal = (await act.Should().ThrowAsync<ServingException>()).Which;
        refusal.Reason.Should().Be(FleetClient.IsEnding);
        refusal.Message.Should().Be("The fleet is ending; start it again when it has ended.");
    }

    [Fact]
    public async Task Apply_AfterTheLoopHasEnded_IsRefusedAsWell()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(static _ => { }, Token, default, TaskScheduler.Default);

        var act = () => _fleet.ApplyAsync(Spec, Token);

        (await act.Should().ThrowAsync<ServingException>()).Which.Reason.Should().Be(FleetClient.IsEnding);
    }
}
