using Slipway.Cli.Tests.Fakes;

namespace Slipway.Cli.Tests.Fleets;

public sealed class HelpTests
{
    [Theory]
    [InlineData("up", "--detach", "Ctrl+C")]
    [InlineData("status", "FLEET", "--format")]
    [InlineData("top", "FLEET")]
    [InlineData("logs", "SERVICE", "--follow", "--lines")]
    [InlineData("history", "SERVICE", "--last")]
    [InlineData("scale", "SERVICE", "N", "--no-wait")]
    [InlineData("restart", "SERVICE", "--no-wait")]
    [InlineData("deploy", "SERVICE", "MODEL", "exits with 0", "--no-wait")]
    [InlineData("promote", "SERVICE")]
    [InlineData("pause", "SERVICE")]
    [InlineData("resume", "SERVICE")]
    [InlineData("rollback", "SERVICE", "--to")]
    [InlineData("split", "SERVICE", "REVISION=PART")]
    [InlineData("down", "FLEET")]
    public async Task Help_OfACommand_HasItsWordsAndExamples(string command, params string[] words)
    {
        using var host = new CliHost();

        var result = await host.RunAsync(command, "--help");

        result.Code.Should().Be(ExitCodes.Ok);
        result.Output.Should().ContainAll([.. words, "--state", "Examples:", $"  slipway {command}"]);
    }
}
