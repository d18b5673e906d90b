using Slipway.Errors;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Sources;

/// <summary>Versions that come, change and go between looks.</summary>
public sealed class ChangingVersionsTests : IDisposable
{
    private readonly SourceRig _rig = new() { Path = "repo" };

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task List_SettledAtStart_IsThereAtOnce()
    {
        using var later = new SourceRig
        {
            Path = "repo",
            Time = new ManualTimeProvider(DateTimeOffset.UtcNow.AddHours(1)),
        };
        later.Folder.Write("repo/ner/1/model.fake", "1");
        (await later.List()).Models.Single().Versions.Should().ContainSingle();
    }

    [Fact]
    public async Task List_JustWritten_IsThereWhenItHasSettled()
    {
        _rig.Folder.Write("repo/ner/1/model.fake", "1");
        var first = await _rig.List();
        first.Models.Should().ContainSingle().Which.Versions.Should().BeEmpty();
        first.Broken.Should().BeEmpty();
        _rig.Time.Advance(SourceRig.Settle);
        (await _rig.List()).Models.Single().Versions.Should().ContainSingle();
    }

    [Fact]
    public async Task List_StillGrowing_WaitsForItsEnd()
    {
        _rig.Folder.Folder("repo/ner/1");
        for (var part = 1; part < 5; part++)
        {
            _rig.Folder.Write("repo/ner/1/model.fake", new string('x', part));
            File.SetLastWriteTimeUtc(_rig.Folder["repo/ner/1/model.fake"], _rig.Time.GetUtcNow().UtcDateTime);
            (await _rig.List()).Models.Single().Versions.Should().BeEmpty();
            _rig.Time.Advance(SourceRig.Settle * 0.9);
        }

        _rig.Time.Advance(SourceRig.Settle);
        (await _rig.List()).Models.Single().Versions.Should().ContainSingle();
    }

    [Fact]
    public async Task List_EmptyFolderFirst_IsNotBrokenBeforeItHasSettled()
    {
        _rig.Folder.Folder("repo/ner/1");
        (await _rig.List()).Broken.Should().BeEmpty();
        (await _rig.ListSettled()).Broken.Should().ContainSingle().Which.Version.Should().Be(1);
    }

    [Fact]
    public async Task List_TimesInTheFuture_SettleByBeingWatched()
    {
        _rig.Folder.Write("repo/ner/1/model.fake", "1");
        File.SetLastWriteTimeUtc(_rig.Folder["repo/ner/1/model.fake"], DateTime.UtcNow.AddYears(1));
        (await _rig.List()).Models.Single().Versions.Should().BeEmpty();
        _rig.Time.Advance(SourceRig.Settle);
        (await _rig.List()).Models.Single().Versions.Should().ContainSingle();
    }

    [Fact]
    public async Task List_Marker_HoldsAVersionBackUntilItIsRemoved()
    {
        var marker = _rig.Folder.Write("repo/ner/1/.incomplete", "");
        _rig.Folder.Write("repo/ner/1/model.fake", "1");
        _rig.Time.Advance(TimeSpan.FromHours(1));
        (await _rig.ListSettled()).Models.Single().Versions.Should().BeEmpty();
        File.Delete(marker);
        (await _rig.List()).Models.Single().Versions.Should().ContainSingle();
    }

    [Fact]
    public async Task List_CopiedOver_GivesTheOldUntilTheNewHasSettled()
    {
        _rig.Folder.Write("repo/ner/1/model.fake", "old");
        var old = (await _rig.ListSettled()).Models.Single().Versions.Single();

        _rig.Folder.Write("repo/ner/1/model.fake", "the new one");
        (await _rig.List()).Models.Single().Versions.Single().Should().Be(old);
        _rig.Time.Advance(SourceRig.Settle);
        var renewed = (await _rig.List()).Models.Single().Versions.Single();
        renewed.Fingerprint.Should().NotBe(old.Fingerprint);
    }

    [Fact]
    public async Task List_ReplacedByRename_GivesTheOldUntilTheNewHasSettled()
    {
        _rig.Replace("repo/ner/1", "old");
        var old = (await _rig.ListSettled()).Models.Single().Versions.Single();

        _rig.Replace("repo/ner/1", "the new one");
        (await _rig.List()).Models.Single().Versions.Single().Should().Be(old);
        (await _rig.ListSettled()).Models.Single().Versions.Single().Fingerprint.Should().NotBe(old.Fingerprint);
    }

    [Fact]
    public async Task List_NothingChanged_GivesTheSameFingerprint()
    {
        _rig.Replace("repo/ner/1", "old");
        var before = (await _rig.ListSettled()).Models.Single().Versions.Single().Fingerprint;
        (await _rig.ListSettled()).Models.Single().Versions.Single().Fingerprint.Should().Be(before);
    }

    [Fact]
    public async Task List_ArtifactGone_VersionIsGone()
    {
        _rig.Folder.Write("repo/ner/1/model.fake", "1");
        _rig.Folder.Write("repo/ner/1/vocabulary.txt", "1");
        await _rig.ListSettled();
        File.Delete(_rig.Folder["repo/ner/1/model.fake"]);
        (await _rig.List()).Models.Single().Versions.Should().BeEmpty();
    }

    [Fact]
    public async Task List_ArtifactMovedAwayAndBack_IsThereAgain()
    {
        _rig.Folder.Write("repo/ner/1/model.fake", "1");
        var before = (await _rig.ListSettled()).Models.Single().Versions.Single();
        Directory.Move(_rig.Folder["repo/ner/1"], _rig.Folder["repo/ner/away"]);
        _rig.Folder.Folder("repo/ner/1");
        (await _rig.List()).Models.Single().Versions.Should().BeEmpty();
        Directory.Delete(_rig.Folder["repo/ner/1"]);
        Directory.Move(_rig.Folder["repo/ner/away"], _rig.Folder["repo/ner/1"]);
        (await _rig.ListSettled()).Models.Single().Versions.Single().Should().Be(before);
    }

    [Fact]
    public async Task List_FolderRemoved_OthersStay()
    {
        _rig.Folder.Write("repo/ner/1/model.fake", "1");
        _rig.Folder.Write("repo/ner/2/model.fake", "1");
        _rig.Folder.Write("repo/iris/1/model.fake", "1");
        await _rig.ListSettled();
        Directory.Delete(_rig.Folder["repo/ner/2"], true);
        Directory.Delete(_rig.Folder["repo/iris"], true);
        var model = (await _rig.List()).Models.Should().ContainSingle().Which;
        model.Name.Should().Be("ner");
        model.Versions.Should().ContainSingle().Which.Version.Should().Be(1);
    }

    [Fact]
    public async Task List_ChangeThatCannotBeUsed_LeavesWhatWasThere()
    {
        _rig.Folder.Write("repo/ner/1/a.fake", "1");
        var old = (await _rig.ListSettled()).Models.Single().Versions.Single();
        _rig.Folder.Write("repo/ner/1/b.fake", "1");
        var listing = await _rig.ListSettled();
        listing.Models.Single().Versions.Single().Should().Be(old);
        listing.Broken.Should().ContainSingle().Which.Error.Message.Should().Contain("several artifacts");
    }

    [Fact]
    public async Task List_LinkSwitched_GivesTheOldBuildUntilTheNewHasSettled()
    {
        // Alike in all but their place.
        var then = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        foreach (var build in (string[])["one", "two"])
        {
            File.SetLastWriteTimeUtc(_rig.Folder.Write($"builds/{build}/model.fake", "same"), then);
        }

        _rig.Folder.Folder("repo/ner");
        Directory.CreateSymbolicLink(_rig.Folder["repo/ner/1"], "../../builds/one");
        (await _rig.ListSettled()).Models.Single().Versions.Single().Directory.Should().EndWith("one");

        Directory.Delete(_rig.Folder["repo/ner/1"]);
        Directory.CreateSymbolicLink(_rig.Folder["repo/ner/1"], "../../builds/two");
        (await _rig.List()).Models.Single().Versions.Single().Directory.Should().EndWith("one");
        (await _rig.ListSettled()).Models.Single().Versions.Single().Directory.Should().EndWith("two");
    }

    [Fact]
    public async Task List_VolumeSwappedAsAWhole_IsNoticed()
    {
        // As Kubernetes mounts ConfigMaps: the visible names are links through ..data.
        _rig.Folder.Write("repo/ner/..1/model.fake", "first");
        _rig.Folder.Write("repo/ner/..2/model.fake", "the second");
        Directory.CreateSymbolicLink(_rig.Folder["repo/ner/..data"], "..1");
        File.CreateSymbolicLink(_rig.Folder["repo/ner/model.fake"], "..data/model.fake");
        var old = (await _rig.ListSettled()).Models.Single().Versions.Single();

        Directory.Delete(_rig.Folder["repo/ner/..data"]);
        Directory.CreateSymbolicLink(_rig.Folder["repo/ner/..data"], "..2");
        Directory.Delete(_rig.Folder["repo/ner/..1"], true);
        (await _rig.List()).Models.Single().Versions.Single().Should().Be(old);
        (await _rig.ListSettled()).Models.Single().Versions.Single().Fingerprint.Should().NotBe(old.Fingerprint);
    }

    [Fact]
    public async Task List_RootGoneAndBack_ThrowsBetween()
    {
        _rig.Folder.Write("repo/ner/1/model.fake", "1");
        var before = (await _rig.ListSettled()).Models.Single();
        Directory.Move(_rig.Folder["repo"], _rig.Folder["away"]);
        var list = () => _rig.List();
        (await list.Should().ThrowAsync<ServingException>()).Which.Message.Should().Contain("no file or folder");
        Directory.Move(_rig.Folder["away"], _rig.Folder["repo"]);
        (await _rig.List()).Models.Single().Versions.Should().Equal(before.Versions);
    }

    [Fact]
    public async Task List_LaterFolderOfTheSameName_DoesNotTakeItsPlace()
    {
        _rig.Folder.Write("repo/b/1/model.fake", "1");
        _rig.Folder.Write("repo/b/model.yaml", "name: ner");
        await _rig.ListSettled();
        _rig.Folder.Write("repo/a/1/model.fake", "1");
        _rig.Folder.Write("repo/a/model.yaml", "name: ner");
        await _rig.ListSettled();
        var listing = await _rig.ListSettled();
        listing.Models.Should().ContainSingle().Which.Directory.Should().EndWith("b");
        listing.Broken.Should().ContainSingle().Which.Error.Reason.Should().Be("name-taken");
    }

    [Fact]
    public async Task List_SingleFileReplaced_IsNoticed()
    {
        using var rig = new SourceRig { Path = "iris.fake" };
        rig.Folder.Write("iris.fake", "old");
        var old = (await rig.ListSettled()).Models.Single().Versions.Single();
        File.Move(rig.Folder.Write("next.fake", "the new one"), rig.Folder["iris.fake"], true);
        (await rig.List()).Models.Single().Versions.Single().Should().Be(old);
        (await rig.ListSettled()).Models.Single().Versions.Single().Fingerprint.Should().NotBe(old.Fingerprint);
    }
}
