using Slipway.Errors;

namespace Slipway.Serving.Tests.Sources;

/// <summary>Configurations that change between looks.</summary>
public sealed class ChangingConfigTests : IDisposable
{
    private readonly SourceRig _rig = new() { Path = "repo" };

    public ChangingConfigTests()
    {
        _rig.Folder.Write("repo/ner/1/model.fake", "1");
        _rig.Folder.Write("repo/ner/model.yaml", "name: names");
    }

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task List_FirstConfigStillWritten_GivesNoVersionButTheName()
    {
        var model = (await _rig.List()).Models.Should().ContainSingle().Which;
        model.Name.Should().Be("names");
        model.Versions.Should().BeEmpty();
    }

    [Fact]
    public async Task List_FirstConfigHalfWritten_IsNotBrokenBeforeItHasSettled()
    {
        _rig.Folder.Write("repo/ner/model.yaml", "nam");
        var first = await _rig.List();
        first.Broken.Should().BeEmpty();
        first.Models.Single().Name.Should().Be("ner");
        var settled = await _rig.ListSettled();
        settled.Models.Should().BeEmpty();
        settled.Broken.Should().ContainSingle().Which.Name.Should().Be("ner");
    }

    [Fact]
    public async Task List_ConfigWithErrors_LeavesTheLastGoodOneAndSaysSo()
    {
        var good = (await _rig.ListSettled()).Models.Single();
        _rig.Folder.Write("repo/ner/model.yaml", "nmae: names");
        var listing = await _rig.ListSettled();
        listing.Models.Should().ContainSingle().Which.Should().BeEquivalentTo(good);
        var broken = listing.Broken.Should().ContainSingle().Which;
        broken.Name.Should().Be("names");
        broken.Version.Should().Be(0);
        broken.Error.Code.Should().Be(ServingErrorCode.InvalidArgument);

        _rig.Folder.Write("repo/ner/model.yaml", "description: repaired");
        var repaired = await _rig.ListSettled();
        repaired.Broken.Should().BeEmpty();
        repaired.Models.Single().Config.Description.Should().Be("repaired");
    }

    [Fact]
    public async Task List_ConfigTruncatedForAMoment_ChangesNothing()
    {
        var good = (await _rig.ListSettled()).Models.Single();
        _rig.Folder.Write("repo/ner/model.yaml", "");
        (await _rig.List()).Models.Single().Should().BeEquivalentTo(good);
    }

    [Fact]
    public async Task List_ConfigOfComputing_ChangesTheFingerprint()
    {
        var before = (await _rig.ListSettled()).Models.Single().Versions.Single();
        _rig.Folder.Write("repo/ner/model.yaml", "{ name: names, scheduling: { max_queue: 3 } }");
        var after = (await _rig.ListSettled()).Models.Single().Versions.Single();
        after.Fingerprint.Should().NotBe(before.Fingerprint);
        after.Config.Scheduling.MaxQueue.Should().Be(3);
    }

    [Fact]
    public async Task List_LabelMoves_ChangesTheModelsConfigAndNoFingerprint()
    {
        var before = (await _rig.ListSettled()).Models.Single();
        _rig.Folder.Write("repo/ner/model.yaml", "{ name: names, labels: { stable: 1 }, versions: { all: true } }");
        var after = (await _rig.ListSettled()).Models.Single();
        after.Config.Labels.Should().ContainKey("stable");
        after.Versions.Single().Fingerprint.Should().Be(before.Versions.Single().Fingerprint);
        after.Versions.Single().Config.Should().BeSameAs(after.Config);
    }

    [Fact]
    public async Task List_OtherName_TakesTheVersionsAlong()
    {
        await _rig.ListSettled();
        _rig.Folder.Write("repo/ner/model.yaml", "name: people");
        var model = (await _rig.ListSettled()).Models.Should().ContainSingle().Which;
        model.Name.Should().Be("people");
        model.Versions.Should().ContainSingle().Which.Name.Should().Be("people");
    }

    [Fact]
    public async Task List_ConfigRemoved_IsTheDefaultOne()
    {
        await _rig.ListSettled();
        File.Delete(_rig.Folder["repo/ner/model.yaml"]);
        (await _rig.ListSettled()).Models.Single().Name.Should().Be("ner");
    }
}
