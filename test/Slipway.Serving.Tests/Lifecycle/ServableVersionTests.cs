using Slipway.Serving.Lifecycle;
using Slipway.Serving.Scheduling.Batching;
using Slipway.Serving.Scheduling.Queueing;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Lifecycle;

public sealed class ServableVersionTests
{
    [Fact]
    public async Task IdleUnload_WhileALeaseIsOut_IsRefused()
    {
        var servable = new FakeServable();
        var version = new ServableVersion(new FakeLoader("m", 1, servable).Package, isOnDemand: true, null);
        var scheduler = new ModelScheduler(
            new SchedulerSettings("m", 1, 0),
            servable,
            plan: null,
            new BatchTimes(1, isAdaptive: true)
        );
        await version.LoadAsync(
            _ => Task.FromResult(new LoadedServable(servable, scheduler, Typed: default)),
            TestContext.Current.CancellationToken
        );
        version.TryAcquire().Should().BeTrue();
        version.TryBeginIdleUnload().Should().BeFalse();
        version.Release();
        version.TryBeginIdleUnload().Should().BeTrue();
        version.TryAcquire().Should().BeFalse();
        await version.FinishUnloadAsync();
        servable.IsDisposed.Should().BeTrue();
        version.State.Should().Be(ServableState.End);
    }
}
