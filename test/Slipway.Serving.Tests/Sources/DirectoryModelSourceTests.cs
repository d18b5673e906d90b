using Slipway.Errors;
using Slipway.Serving.Sources;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Sources;

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
        var package = (await List(file)).Packages.Should().ContainSingle().Which;
        package.Name.Should().Be(name);
        package.Version.Should().Be(1);
        package.ArtifactPath.Should().Be(At(file));
    }

    [Fact]
    public async Task List_FileBesideItsConfig_ReadsIt()
    {
        Touch("p/net.fake");
        Write("p/model.yaml", "name: flowers");
        (await List("p/net.fake")).Packages.Single().Name.Should().Be("flowers");
    }

    [Fact]
    public async Task List_PackageFolder_IsOneModel()
    {
        Touch("iris/weights.fake");
        Write("iris/model.yaml", "description: hello");
        var package = (await List("iris")).Packages.Single();
        package.Name.Should().Be("iris");
        package.Config.Description.Should().Be("hello");
    }

    [Fact]
    public async Task List_NumberedVersions_AspiresToTheNewestByNumber()
    {
        Touch("ner/2/model.fake");
        Touch("ner/10/model.fake");
        Touch("ner/notes/readme.txt");
        var package = (await List("ner")).Packages.Single();
        package.Version.Should().Be(10);
        package.Directory.Should().Be(At("ner/10"));
    }

    [Fact]
    public async Task List_Repository_FindsEveryModelAndSkipsTheRest()
    {
        Touch("repo/a/1/model.fake");
        Touch("repo/b/model.fake");
        Touch("repo/.git/model.fake");
        Touch("repo/docs/readme.txt");
        var aspired = await List("repo");
        aspired.Packages.Select(package => package.Name).Should().Equal("a", "b");
        aspired.Broken.Should().BeEmpty();
    }

    [Fact]
    public async Task List_RepositoryWithABrokenPackage_ReportsItBesideTheOthers()
    {
        Touch("repo/good/model.fake");
        Touch("repo/bad/model.fake");
        Write("repo/bad/model.yaml", "nmae: x");
        var aspired = await List("repo");
        aspired.Packages.Should().ContainSingle().Which.Name.Should().Be("good");
        var broken = aspired.Broken.Should().ContainSingle().Which;
        broken.Name.Should().Be("bad");
        broken.Error.Message.Should().Contain("nmae");
    }

    [Fact]
    public async Task List_TwoFoldersOneName_ReportsTheSecond()
    {
        Touch("repo/a/model.fake");
        Touch("repo/b/model.fake");
        Write("repo/b/model.yaml", "name: a");
        (await List("repo")).Broken.Should().ContainSingle().Which.Error.Message.Should().Contain("'a' and 'b'");
    }

    [Fact]
    public async Task List_SeveralArtifacts_AsksWhichOne()
    {
        Touch("p/a.fake");
        Touch("p/b.fake");
        (await Refused("p")).Message.Should().Contain("a.fake, b.fake").And.Contain("file:");
    }

    [Fact]
    public async Task List_FileOutsideThePackage_IsRefused()
    {
        Touch("outside.fake");
        Write("p/model.yaml", "file: ../outside.fake");
        (await Refused("p")).Message.Should().Contain("outside the package folder");
    }

    [Theory]
    [InlineData("missing", "no file or folder")]
    [InlineData("empty", "No model was found")]
    [InlineData("text.txt", "not a model")]
    public async Task List_NothingToServe_SaysWhatIsExpected(string path, string message)
    {
        Directory.CreateDirectory(At("empty"));
        Touch("text.txt");
        (await Refused(path)).Message.Should().Contain(message);
    }

    [Fact]
    public async Task List_NameThatIsNoPathSegment_IsRefused()
    {
        Touch("p/model.fake");
        Write("p/model.yaml", "name: a/b");
        (await Refused("p")).Message.Should().Contain("'a/b' cannot be the name");
    }

    private string At(string path) => Path.Combine(_folder.Path, path);

    private void Touch(string path) => Write(path, "");

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
    }

    private Task<AspiredModels> List(string path) =>
        new DirectoryModelSource(At(path), null, [new FakeRuntime()]).ListAsync(TestContext.Current.CancellationToken);

    private async Task<ServingException> Refused(string path)
    {
        var list = () => List(path);
        return (await list.Should().ThrowAsync<ServingException>()).Which;
    }
}
