using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Fleets;

/// <summary>The log of a supervisor that runs for long.</summary>
public sealed class SupervisorLogTests
{
    private const int Full = 4 << 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Log_ThatIsFullWhileTheSupervisorRuns_IsPutAsideAndWritingGoesOn()
    {
        await using var fleet = await TestFleet.StartAsync(
            TestFleet.Manifest($"  iris: {{ model: '{Checkout.Sample("iris")}' }}"),
            Token
        );
        var log = Path.Combine(fleet.StateFolder, "supervisor.log");
        var before = await File.ReadAllTextAsync(log, Token);
        before.Should().Contain("iris-1-1 is ready");
        await File.AppendAllTextAsync(log, new string('x', Full), Token);

        (await fleet.RunAsync(Token, "restart", "iris")).ExitCode.Should().Be(0);

        var older = await File.ReadAllTextAsync($"{log}.1", Token);
        var newer = await File.ReadAllTextAsync(log, Token);
        older.Should().StartWith(before);
        newer.Length.Should().BeLessThan(Full);
        // Between the two files nothing is missing.
        var lines = older[(before.Length + Full)..] + newer;
        lines.Should().Contain("its replicas are replaced").And.Contain("iris-1-2 is ready");
        newer.Should().Contain("iris-1-2 is ready");
        // The runtime's own last words would go there too.
        new FileInfo($"/proc/{fleet.SupervisorProcess()}/fd/2")
            .LinkTarget.Should()
            .Be(log);
    }
}
