namespace Slipway.EndToEnd.Tests.Fleets;

/// <summary>Releases by hand, and orders that cannot be carried out.</summary>
public sealed class ReleaseTests(FleetFixture fixture) : IClassFixture<FleetFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestFleet Fleet => fixture.Fleet;

    [Fact]
    public async Task Rollback_AfterAPromotion_GoesBackAndHistoryTellsOfIt()
    {
        var before = await StableAsync();
        var deploy = await Fleet.RunAsync(Token, "deploy", "iris", fixture.Variant("back"));
        deploy.ExitCode.Should().Be(0, deploy.All);
        (await StableAsync()).Should().NotBe(before);

        var rollback = await Fleet.RunAsync(Token, "rollback", "iris");

        rollback.ExitCode.Should().Be(0, rollback.All);
        rollback.Output.Should().Be($"Revision {before} of iris has the traffic.{Environment.NewLine}");
        (await StableAsync()).Should().Be(before);
        var history = await Fleet.RunAsync(Token, "history", "iris", "-n", "10");
        history.Output.Should().MatchRegex(@"promoted +revision \d+: ").And.Contain($"back to revision {before} from ");
    }

    [Fact]
    public async Task Split_OverTwoRevisions_HoldsUntilItIsResumed()
    {
        var first = await StableAsync();
        var deploy = await Fleet.RunAsync(Token, "deploy", "iris", fixture.Variant("split"));
        deploy.ExitCode.Should().Be(0, deploy.All);
        var second = await StableAsync();

        var split = await Fleet.RunAsync(Token, "split", "iris", $"{first}=1", $"{second}=3");

        split.ExitCode.Should().Be(0, split.All);
        split
            .Output.Should()
            .Be($"iris: revisions {first}, {second} have 25/75 % of the traffic.{Environment.NewLine}");
        var resume = await Fleet.RunAsync(Token, "resume", "iris");
        resume.ExitCode.Should().Be(0, resume.All);
        await Fleet.UntilAsync(
            "iris",
            service => service.Revisions.Single(each => each.Weight > 0).Number == second,
            Token
        );
    }

    [Fact]
    public async Task Deploy_ModelThatCannotBeLoaded_IsRolledBackWithItsReason()
    {
        await Fleet.UntilAsync("iris", service => service.Rollout is null or { Ended: not null }, Token);
        var before = await StableAsync();
        var broken = Path.Combine(Directory.CreateDirectory(Fleet["broken"]).FullName, "model.onnx");
        await File.WriteAllTextAsync(broken, "This is no model.", Token);

        var deploy = await Fleet.RunAsync(Token, "deploy", "iris", "broken");

        deploy.ExitCode.Should().Be(8, deploy.All);
        deploy.Errors.Should().MatchRegex(@"slipway: Revision \d+ of iris was rolled back: .*model");
        (await StableAsync()).Should().Be(before);
        (await Fleet.RunAsync(Token, "history", "iris")).Output.Should().Contain("rolled-back");
    }

    [Theory]
    [InlineData(3, "There is no model or project at ", "deploy", "iris", "missing")]
    [InlineData(5, "No service 'rose' in this fleet; there are iris.", "deploy", "rose", ".")]
    [InlineData(5, "No service 'rose' in this fleet; there are iris.", "scale", "rose", "2")]
    [InlineData(5, "No service 'rose' in this fleet; there are iris.", "restart", "rose")]
    [InlineData(5, "No service 'rose' in this fleet; there are iris.", "logs", "rose")]
    [InlineData(5, "No service 'rose' in this fleet; there are iris.", "history", "rose")]
    [InlineData(5, "No release of 'iris' is going on. 'slipway deploy iris MODEL' begins one.", "promote", "iris")]
    [InlineData(5, "No release of 'iris' is going on.", "pause", "iris")]
    [InlineData(5, "'iris' has no revision 99; there are 1", "rollback", "iris", "--to", "99")]
    [InlineData(5, "'iris' has no revision 99; there are 1", "split", "iris", "1=50", "99=50")]
    [InlineData(2, "'half' is no REVISION=PART, such as 2=10.", "split", "iris", "half")]
    [InlineData(2, "Revision 1 is there twice.", "split", "iris", "1=50", "1=50")]
    [InlineData(2, "'slipway status' prints it once.", "top")]
    [InlineData(4, "There is no file or folder rose, and no fleet of that name. Known are trial of ", "status", "rose")]
    public async Task Order_ThatCannotBe_SaysWhyAndWhatToDo(int exitCode, string message, params string[] arguments)
    {
        // The test before this one may have left a release that goes on.
        await Fleet.UntilAsync("iris", service => service.Rollout is null or { Ended: not null }, Token);
        var result = await Fleet.RunAsync(Token, arguments);

        result.ExitCode.Should().Be(exitCode, result.All);
        result.Errors.Should().StartWith("slipway: ").And.Contain(message);
    }

    [Fact]
    public async Task Fleet_FromAnotherFolder_IsFoundByItsNameItsFolderAndAsTheOnlyOne()
    {
        using var elsewhere = new TestUtilities.TempFolder();
        foreach (
            var arguments in (string[][])
                [
                    ["status"],
                    ["status", "trial"],
                    ["status", Fleet.Folder],
                ]
        )
        {
            await using var status = ToolRun.Start(
                [.. arguments, "--state", Fleet.State],
                elsewhere.Path,
                new Dictionary<string, string>()
            );
            (await status.WaitAsync(Token)).Output.Should().StartWith($"trial of {Fleet.Folder}");
        }
    }

    [Fact]
    public async Task Logs_Followed_GiveLinesAsTheyAreWritten()
    {
        // What comes first shows that it is connected: the last line of the replica that runs, and of those that have ended.
        await using var logs = Fleet.Start("logs", "iris", "-f", "-n", "1");
        await logs.WaitForAsync(" | ", Token);

        var restart = await Fleet.RunAsync(Token, "restart", "iris");

        restart.ExitCode.Should().Be(0, restart.All);
        await Fleet.UntilAsync("iris", service => service.Revisions.Sum(each => each.Replicas.Count) == 1, Token);
        var (replica, _) = (await Fleet.ReplicasAsync(Token)).Single();
        await logs.WaitForAsync($"{replica} | Slipway is ready: iris", Token);
        logs.Signal(ToolRun.Sigint);
        (await logs.WaitAsync(Token)).ExitCode.Should().Be(130);
    }

    private async Task<int> StableAsync() =>
        (await Fleet.UntilAsync("iris", service => service.Revisions.Any(each => each.Weight >= 1), Token))
            .Revisions.Single(revision => revision.Weight >= 1)
            .Number;
}
