using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Lifecycle;

/// <summary>What a pod runs that is there to have its node pull images.</summary>
public sealed class IdleTests
{
    [Fact]
    public async Task Idle_ToldToEnd_EndsAtOnceAndWell()
    {
        await using var process = ServerProcess.LaunchCommand("idle");
        await process.WaitForOutputAsync("idle until told to end", TestContext.Current.CancellationToken);

        process.Terminate();

        (await process.WaitForExitAsync()).Should().Be(0);
    }
}
