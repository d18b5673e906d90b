using Slipway.Serving.Lifecycle;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Lifecycle;

public sealed class ServableVersionTests
{
    [Fact]
    public async Task Load_SchedulerCannotBeMade_FreesTheServable()
    {
        var servable = new FakeServable();
        var version = new ServableVersion(
            new FakeLoader("m", 1, servable),
            _ => throw new InvalidOperationException("no scheduler")
        );
        await version.LoadAsync(TestContext.Current.CancellationToken);
        version.State.Should().Be(ServableState.End);
        version.Error!.Message.Should().Contain("no scheduler");
        version.Servable.Should().BeNull();
        servable.IsDisposed.Should().BeTrue();
    }
}
