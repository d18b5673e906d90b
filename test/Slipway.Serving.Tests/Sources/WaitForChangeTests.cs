using Slipway.Serving.Sources;

namespace Slipway.Serving.Tests.Sources;

public sealed class WaitForChangeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wait_Poll_EndsWithTheInterval()
    {
        using var rig = new SourceRig
        {
            Options = new SourceOptions { Watch = false, PollInterval = TimeSpan.FromSeconds(7) },
        };
        await rig.List();
        var wait = rig.Source.WaitForChangeAsync(Token);
        (await rig.Time.WaitForTimerAsync(Token)).Should().Be(TimeSpan.FromSeconds(7));
        wait.IsCompleted.Should().BeFalse();
        rig.Time.Advance(TimeSpan.FromSeconds(7));
        await wait;
    }

    [Fact]
    public async Task Wait_SomethingUnsettled_EndsWhenItWillHave()
    {
        using var rig = new SourceRig
        {
            Options = new SourceOptions { Watch = false, PollInterval = TimeSpan.FromMinutes(1) },
        };
        File.SetLastWriteTimeUtc(rig.Folder.Write("ner/1/model.fake", "1"), DateTime.UtcNow.AddDays(1));
        await rig.List();
        rig.Time.Advance(TimeSpan.FromSeconds(0.25));
        var wait = rig.Source.WaitForChangeAsync(Token);
        (await rig.Time.WaitForTimerAsync(Token)).Should().Be(TimeSpan.FromSeconds(0.75));
        rig.Time.Advance(TimeSpan.FromSeconds(0.75));
        await wait;
        (await rig.List()).Models.Single().Versions.Should().ContainSingle();
    }

    [Fact]
    public async Task Wait_Cancelled_Throws()
    {
        using var rig = new SourceRig();
        await rig.List();
        using var cancel = new CancellationTokenSource();
        var wait = rig.Source.WaitForChangeAsync(cancel.Token);
        await cancel.CancelAsync();
        var ended = () => wait;
        await ended.Should().ThrowAsync<OperationCanceledException>();
    }

    [Theory]
    [InlineData("ner/2/model.fake")]
    [InlineData("not/there/yet.txt")]
    public async Task Wait_FileEvent_EndsWithoutAnyPoll(string file)
    {
        using var rig = new SourceRig { Options = new SourceOptions { PollInterval = TimeSpan.Zero } };
        rig.Folder.Write("ner/1/model.fake", "1");
        await rig.ListSettled();
        var wait = rig.Source.WaitForChangeAsync(Token);
        wait.IsCompleted.Should().BeFalse();
        rig.Folder.Write(file, "1");

        // The one timer there can be is the debounce after the event.
        (await rig.Time.WaitForTimerAsync(Token))
            .Should()
            .BeLessThan(TimeSpan.FromSeconds(1));
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        await wait;
    }

    [Fact]
    public async Task Wait_EventBetweenLookAndWait_IsNotLost()
    {
        using var rig = new SourceRig { Options = new SourceOptions { PollInterval = TimeSpan.Zero } };
        rig.Folder.Write("ner/1/model.fake", "1");
        await rig.ListSettled();
        rig.Folder.Write("ner/2/model.fake", "1");
        var wait = rig.Source.WaitForChangeAsync(Token);
        await rig.Time.WaitForTimerAsync(Token);
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        await wait;
    }

    [Fact]
    public async Task Wait_RootReplaced_ListensToTheNewOne()
    {
        using var rig = new SourceRig
        {
            Path = "repo",
            Options = new SourceOptions { PollInterval = TimeSpan.Zero },
        };
        rig.Folder.Write("repo/ner/1/model.fake", "1");
        await rig.ListSettled();
        Directory.Move(rig.Folder["repo"], rig.Folder["old"]);
        await Assert.ThrowsAnyAsync<Exception>(rig.List);
        rig.Folder.Write("repo/ner/1/model.fake", "1");
        await rig.ListSettled();

        var wait = rig.Source.WaitForChangeAsync(Token);
        rig.Folder.Write("repo/ner/2/model.fake", "1");
        await rig.Time.WaitForTimerAsync(Token);
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        await wait;
    }

    [Fact]
    public void Options_Defaults_AreDocumented()
    {
        var options = new SourceOptions();
        options.PollInterval.Should().Be(TimeSpan.FromSeconds(2));
        options.SettleTime.Should().Be(TimeSpan.FromSeconds(1));
        options.Watch.Should().BeTrue();
    }
}
