using Slipway.Inference;
using Slipway.Models;
using Slipway.Serving.Lifecycle;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Lifecycle;

public sealed class ServableVersionTests
{
    [Fact]
    public async Task Load_SchedulerCannotBeMade_FreesTheServable()
    {
        var servable = new UnscheduledServable();
        var version = new ServableVersion(new FakeLoader("m", 1, servable).Package, isOnDemand: false, null);
        await version.LoadAsync(_ => Task.FromResult<IServable>(servable), TestContext.Current.CancellationToken);
        version.State.Should().Be(ServableState.End);
        version.Error!.Message.Should().Contain("no concurrency");
        version.Servable.Should().BeNull();
        servable.IsDisposed.Should().BeTrue();
    }

    [Fact]
    public async Task IdleUnload_WhileALeaseIsOut_IsRefused()
    {
        var servable = new FakeServable();
        var version = new ServableVersion(new FakeLoader("m", 1, servable).Package, isOnDemand: true, null);
        await version.LoadAsync(_ => Task.FromResult<IServable>(servable), TestContext.Current.CancellationToken);
        version.TryAcquire().Should().BeTrue();
        version.TryBeginIdleUnload().Should().BeFalse();
        version.Release();
        version.TryBeginIdleUnload().Should().BeTrue();
        version.TryAcquire().Should().BeFalse();
        await version.FinishUnloadAsync();
        servable.IsDisposed.Should().BeTrue();
        version.State.Should().Be(ServableState.End);
    }

    private sealed class UnscheduledServable : IServable
    {
        public ModelSignature Signature => throw new NotSupportedException();

        public ModelDetails Details => throw new NotSupportedException();

        public int Concurrency => throw new InvalidOperationException("no concurrency");

        public bool IsDisposed { get; private set; }

        public ValueTask<InferenceResponse> ExecuteAsync(
            InferenceRequest request,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException();

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
