using Slipway.Containers;
using Slipway.Supervisor.Containers;

namespace Slipway.Supervisor.Tests.Containers;

public sealed class ContainerEndTests
{
    [Theory]
    [InlineData(0, "exit code 0")]
    [InlineData(3, "exit code 3")]
    [InlineData(128, "exit code 128")]
    [InlineData(139, "killed by signal 11")]
    [InlineData(192, "killed by signal 64")]
    [InlineData(255, "exit code 255")]
    public void Tell_ExitCode_IsToldAsOfAProcess(int code, string end) =>
        ContainerEnd.Tell(State(code), wasKilled: false, sawOutOfMemory: false).Should().Be(end);

    [Fact]
    public void Tell_EngineNoticed_IsOutOfMemory() =>
        ContainerEnd
            .Tell(State(137) with { WasOutOfMemory = true }, wasKilled: false, sawOutOfMemory: false)
            .Should()
            .Be("out of memory");

    [Fact]
    public void Tell_GroupCounted_IsOutOfMemoryWhereItWasKilled()
    {
        ContainerEnd.Tell(State(137), wasKilled: false, sawOutOfMemory: true).Should().Be("out of memory");
        // A worker of it was, and it ended by itself much later.
        ContainerEnd.Tell(State(1), wasKilled: false, sawOutOfMemory: true).Should().Be("exit code 1");
    }

    [Fact]
    public void Tell_KilledUnderALimit_IsProbablyOutOfMemoryUnlessByUs()
    {
        var state = State(137) with { MemoryBytes = 64_000_000 };
        ContainerEnd
            .Tell(state, wasKilled: false, sawOutOfMemory: false)
            .Should()
            .Be("killed by signal 9, probably out of memory (64.0 MB are allowed)");
        ContainerEnd.Tell(state, wasKilled: true, sawOutOfMemory: false).Should().Be("killed by signal 9");
    }

    [Fact]
    public void Tell_EngineHasWords_GivesThemOn() =>
        ContainerEnd
            .Tell(State(127) with { Error = "no such file" }, wasKilled: false, sawOutOfMemory: false)
            .Should()
            .Be("exit code 127 (no such file)");

    private static ContainerState State(int code) =>
        new()
        {
            Id = "1",
            Labels = new Dictionary<string, string>(),
            IsRunning = false,
            ExitCode = code,
        };
}
