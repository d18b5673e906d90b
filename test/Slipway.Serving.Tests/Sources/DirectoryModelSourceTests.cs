using Slipway.Errors;
using Slipway.Models;
using Slipway.Serving.Sources;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Sources;

/// <summary>What is found in a path, looked at once.</summary>
public sealed class DirectoryModelSourceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("iris.fake", "iris")]
    [InlineData("iris/model.fake", "iris")]
    public async Task List_SingleFile_IsNamedAfterTheFileOrItsFolder(string file, string name)
    {
        Touch(file);
        var package = (await Model(file)).Versions.Should().ContainSingle().Which;
        package.Name.Should().Be(name);
        package.Version.Should().Be(1);
        package.ArtifactPath.Should().Be(At(file));
        package.Fingerprint.Should().NotBeEmpty();
    }

    [Fact]
    public async Task List_FileBesideItsConfig_ReadsIt()
    {
        Touch("p/net.fake");
        Write("p/model.yaml", "name: flowers");
        (await Model("p/net.fake")).Versions.Single().Name.Should().Be("flowers");
    }

    [Fact]
    public async Task List_FileBesideAnothersConfig_DoesNotTakeIt()
    {
        Touch("p/net.fake");
        Touch("p/other.fake");
        Write("p/model.yaml", "{ name: flowers, file: other.fake }");
        (await Model("p/net.fake")).Name.Should().Be("net");
    }

    [Fact]
    public async Task List_PackageFolder_IsOneModel()
    {
        Touch("iris/weights.fake");
        Write("iris/model.yaml", "description: hello");
        var model = await Model("iris");
        model.Name.Should().Be("iris");
        model.Config.Description.Should().Be("hello");
        model.Versions.Should().ContainSingle().Which.Version.Should().Be(1);
    }

    [Fact]
    public async Task List_NumberedVersions_AreAllThereNewestFirst()
    {
        Touch("ner/2/model.fake");
        Touch("ner/10/model.fake");
        Touch("ner/00000007/model.fake");
        Touch("ner/notes/readme.txt");
        var versions = (await Model("ner")).Versions;
        versions.Select(package => package.Version).Should().Equal(10, 7, 2);
        versions[0].Directory.Should().Be(At("ner/10"));
    }

    [Fact]
    public async Task List_TwoFoldersOfOneNumber_AreBrokenAndNamed()
    {
        Touch("ner/2/model.fake");
        Touch("ner/002/model.fake");
        Touch("ner/3/model.fake");
        var listing = await List("ner");
        listing.Models.Single().Versions.Select(package => package.Version).Should().Equal(3);
        var broken = listing.Broken.Should().ContainSingle().Which;
        broken.Version.Should().Be(2);
        broken.Error.Message.Should().Contain("'002' and '2'");
    }

    [Fact]
    public async Task List_FileOfVersions_IsTheSameInEach()
    {
        Touch("ner/1/net.fake");
        Touch("ner/1/other.fake");
        Touch("ner/2/net.fake");
        Write("ner/model.yaml", "file: net.fake");
        (await Model("ner"))
            .Versions.Select(package => package.ArtifactPath)
            .Should()
            .Equal(At("ner/2/net.fake"), At("ner/1/net.fake"));
    }

    [Fact]
    public async Task List_FileInTheModelFolder_IsAPackageWhateverElseIsThere()
    {
        Touch("ner/net.fake");
        Touch("ner/7/net.fake");
        Write("ner/model.yaml", "file: net.fake");
        var package = (await Model("ner")).Versions.Should().ContainSingle().Which;
        package.Version.Should().Be(1);
        package.ArtifactPath.Should().Be(At("ner/net.fake"));
    }

    [Fact]
    public async Task List_Repository_FindsEveryModelAndSkipsTheRest()
    {
        Touch("repo/a/1/model.fake");
        Touch("repo/b/model.fake");
        Touch("repo/.git/model.fake");
        Touch("repo/c.partial/model.fake");
        Touch("repo/d.tmp/1/model.fake");
        Touch("repo/docs/readme.txt");
        var listing = await List("repo");
        listing.Models.Select(model => model.Name).Should().Equal("a", "b");
        listing.Broken.Should().BeEmpty();
    }

    [Fact]
    public async Task List_RepositoryWhoseModelsAreNumbers_IsNoModel()
    {
        Touch("repo/2024/1/model.fake");
        Touch("repo/2025/3/model.fake");
        (await List("repo")).Models.Select(model => model.Name).Should().Equal("2024", "2025");
    }

    [Fact]
    public async Task List_RepositoryWithABrokenPackage_ReportsItBesideTheOthers()
    {
        Touch("repo/good/model.fake");
        Touch("repo/bad/model.fake");
        Write("repo/bad/model.yaml", "nmae: x");
        var listing = await List("repo");
        listing.Models.Should().ContainSingle().Which.Name.Should().Be("good");
        var broken = listing.Broken.Should().ContainSingle().Which;
        broken.Name.Should().Be("bad");
        broken.Version.Should().Be(0);
        broken.Error.Message.Should().Contain("nmae");
    }

    [Theory]
    [InlineData("ner/3/saved_model.pb", "unknown-format", "'saved_model.pb'")]
    [InlineData("ner/3/.gitkeep", "artifact-missing", "has no artifact; expected")]
    public async Task List_VersionWithoutArtifact_IsBrokenAndNoOtherIs(string file, string reason, string message)
    {
        Touch("ner/2/model.fake");
        Touch(file);
        var listing = await List("ner");
        listing.Models.Single().Versions.Select(package => package.Version).Should().Equal(2);
        var broken = listing.Broken.Should().ContainSingle().Which;
        broken.Name.Should().Be("ner");
        broken.Version.Should().Be(3);
        broken.Error.Reason.Should().Be(reason);
        broken.Error.Message.Should().Contain(message).And.Contain("'3'");
    }

    [Fact]
    public async Task List_EveryVersionBroken_StillTellsTheModel()
    {
        Touch("repo/ner/1/saved_model.pb");
        var listing = await List("repo");
        listing.Models.Should().ContainSingle().Which.Versions.Should().BeEmpty();
        listing.Broken.Should().ContainSingle().Which.Version.Should().Be(1);
    }

    [Fact]
    public async Task List_TwoFoldersOneName_ReportsTheSecond()
    {
        Touch("repo/a/model.fake");
        Touch("repo/b/model.fake");
        Write("repo/b/model.yaml", "name: a");
        var listing = await List("repo");
        listing.Models.Should().ContainSingle().Which.Directory.Should().Be(At("repo/a"));
        listing.Broken.Should().ContainSingle().Which.Error.Message.Should().Contain("'a' and 'b'");
    }

    [Fact]
    public async Task List_Ensemble_NeedsNoArtifact()
    {
        Directory.CreateDirectory(At("repo/graph/1"));
        Write("repo/graph/model.yaml", "ensemble: { steps: [{ model: a }] }");
        var package = (await Model("repo")).Versions.Should().ContainSingle().Which;
        package.Runtime.Should().Be("ensemble");
        package.ArtifactPath.Should().Be(At("repo/graph/1"));
    }

    [Fact]
    public async Task List_ForeignConfig_IsReadWhereThereIsNoModelYaml()
    {
        Touch("repo/a/1/model.fake");
        Write("repo/a/config.words", "from words");
        Touch("repo/b/1/model.fake");
        Write("repo/b/config.words", "from words");
        Write("repo/b/model.yaml", "description: own");
        (await List("repo")).Models.Select(model => model.Config.Description).Should().Equal("from words", "own");
    }

    [Fact]
    public async Task List_LinkedVersion_IsReadWhereItLeads()
    {
        Touch("builds/abc/model.fake");
        Directory.CreateDirectory(At("ner"));
        Directory.CreateSymbolicLink(At("ner/1"), "../builds/abc");
        var package = (await Model("ner")).Versions.Should().ContainSingle().Which;
        package.Version.Should().Be(1);
        package.Directory.Should().Be(At("builds/abc"));
    }

    [Fact]
    public async Task List_SeveralArtifacts_AsksWhichOne()
    {
        Touch("p/a.fake");
        Touch("p/b.fake");
        var broken = (await List("p")).Broken.Should().ContainSingle().Which;
        broken.Error.Message.Should().Contain("a.fake, b.fake").And.Contain("file:");
    }

    [Theory]
    [InlineData("p/1/model.py")]
    [InlineData("p/1/model.fake")]
    public async Task List_RuntimeThatIsNotHere_IsRefusedByName(string artifact)
    {
        Touch(artifact);
        Write("p/model.yaml", "runtime: python");
        var error = (await List("p")).Broken.Should().ContainSingle().Which.Error;
        error.Reason.Should().Be("unknown-runtime");
        error.Message.Should().Be("model.yaml asks for the runtime 'python', which is not here. Known: fake.");
    }

    [Fact]
    public async Task List_FileOutsideThePackage_IsRefused()
    {
        Touch("outside.fake");
        Write("p/model.yaml", "file: ../outside.fake");
        (await List("p")).Broken.Single().Error.Message.Should().Contain("outside the package folder");
    }

    [Theory]
    [InlineData("missing", "no file or folder")]
    [InlineData("text.txt", "not a model")]
    public async Task List_PathThatIsNothing_SaysWhatIsExpected(string path, string message)
    {
        Touch("text.txt");
        var list = () => List(path);
        (await list.Should().ThrowAsync<ServingException>()).Which.Message.Should().Contain(message);
    }

    [Fact]
    public async Task List_EmptyFolder_HasNothing()
    {
        Directory.CreateDirectory(At("empty"));
        var listing = await List("empty");
        listing.Models.Should().BeEmpty();
        listing.Broken.Should().BeEmpty();
    }

    [Fact]
    public async Task List_NameForARepository_IsRefused()
    {
        Touch("repo/a/model.fake");
        var list = () => List("repo", "other");
        (await list.Should().ThrowAsync<ServingException>()).Which.Message.Should().Contain("several models");
    }

    [Fact]
    public async Task List_NameThatIsNoPathSegment_IsRefused()
    {
        Touch("p/model.fake");
        Write("p/model.yaml", "name: a/b");
        (await List("p")).Broken.Single().Error.Message.Should().Contain("'a/b' cannot be the name");
    }

    private string At(string path) => Path.Combine(_folder.Path, path);

    private void Touch(string path) => Write(path, "");

    private void Write(string path, string text) => _folder.Write(path, text);

    private async Task<SourceListing> List(string path, string? name = null)
    {
        using var source = new DirectoryModelSource(
            At(path),
            name,
            new PackageForms([new FakeRuntime()]) { Formats = [new WordsFormat()] },
            SourceOptions.Once,
            TimeProvider.System
        );
        return await source.ListAsync(TestContext.Current.CancellationToken);
    }

    private async Task<SourcedModel> Model(string path)
    {
        var listing = await List(path);
        listing.Broken.Should().BeEmpty();
        return listing.Models.Should().ContainSingle().Which;
    }

    private sealed class WordsFormat : IModelConfigFormat
    {
        public string FileName => "config.words";

        public ModelConfig Read(string file) => new() { Description = File.ReadAllText(file) };
    }
}
