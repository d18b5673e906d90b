using Slipway.Cli.Images.Build;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Images;

public sealed class ModelSourceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void File_IsVersionOneOfItsName()
    {
        var source = ModelSource.At(_folder.Write("iris.onnx", "x"));

        (source.Name, source.Version).Should().Be(("iris", null));
        Files(source, "iris").Should().Equal("models/iris/1/iris.onnx");
        source.LockFile.Should().Be(_folder["iris.onnx.slipway.lock"]);
    }

    [Fact]
    public void Package_IsWhatIsInItButWhatNobodyServes()
    {
        foreach (
            var name in (string[])
                [
                    "model.yaml",
                    "model.onnx",
                    "words/words.txt",
                    ".git/config",
                    ".hidden",
                    "__pycache__/x.pyc",
                    "iris.slipway.lock",
                    "wheels/a-1-py3-none-any.whl",
                ]
        )
            _folder.Write($"iris/{name}", "x");

        var source = ModelSource.At(_folder["iris"]);

        Files(source, "flowers")
            .Should()
            .Equal("models/flowers/model.onnx", "models/flowers/model.yaml", "models/flowers/words/words.txt");
    }

    [Fact]
    public void FolderWithVersions_IsTheNewestAndWhatIsBesideThem()
    {
        foreach (var name in (string[])["model.yaml", "1/model.onnx", "9/model.onnx", "10/model.onnx", "labels/a.txt"])
            _folder.Write($"iris/{name}", "x");

        var source = ModelSource.At(_folder["iris"] + "/");

        source.Version.Should().Be(10);
        Files(source, "iris")
            .Should()
            .Equal("models/iris/10/model.onnx", "models/iris/labels/a.txt", "models/iris/model.yaml");
    }

    [Fact]
    public void FolderOfAVersion_IsThatVersionOfTheFolderAbove()
    {
        foreach (var name in (string[])["model.yaml", "1/model.onnx", "2/model.onnx"])
            _folder.Write($"iris/{name}", "x");

        var source = ModelSource.At(_folder["iris/1"]);

        (source.Name, source.Version).Should().Be(("iris", 1));
        Files(source, "iris").Should().Equal("models/iris/1/model.onnx", "models/iris/model.yaml");
    }

    [Fact]
    public void Link_ToAVersion_IsNoVersion()
    {
        _folder.Write("iris/1/model.onnx", "x");
        Directory.CreateSymbolicLink(_folder["iris/latest"], _folder["iris/1"]);

        Files(ModelSource.At(_folder["iris"]), "iris").Should().Equal("models/iris/1/model.onnx");
    }

    [Theory]
    [InlineData("secret.txt")]
    [InlineData("elsewhere")]
    [InlineData("iris")]
    [InlineData("nowhere")]
    public void Link_OutOfTheModelOrRoundInIt_IsRefused(string target)
    {
        _folder.Write("secret.txt", "x");
        _folder.Folder("elsewhere");
        _folder.Write("iris/model.onnx", "x");
        File.CreateSymbolicLink(_folder["iris/link"], _folder[target]);

        var gather = () => ModelSource.At(_folder["iris"]).Gather("iris", imported: null);

        gather
            .Should()
            .Throw<CliException>()
            .WithMessage("*link*")
            .Which.ExitCode.Should()
            .Be(ExitCodes.ModelNotLoaded);
    }

    [Fact]
    public void Link_ToAFileOfTheModel_IsThatFile()
    {
        _folder.Write("iris/weights/big.onnx", "x");
        File.CreateSymbolicLink(_folder["iris/model.onnx"], _folder["iris/weights/big.onnx"]);

        var files = ModelSource.At(_folder["iris"]).Gather("iris", imported: null);

        using var content = new StreamReader(files.Open("models/iris/model.onnx")!);
        content.ReadToEnd().Should().Be("x");
    }

    [Theory]
    [InlineData("keras/model.keras", "keras/model.keras", "models/k/model.keras/model.onnx")]
    [InlineData("keras/2/model.keras", "keras/2/model.keras", "models/k/2/model.keras/model.onnx")]
    [InlineData("saved/saved_model.pb", "saved", "models/k/1/model/model.onnx")]
    public void Imported_TakesThePlaceOfTheArtifact(string file, string artifact, string expected)
    {
        _folder.Write(file, "x");
        _folder.Write("import/model.onnx", "y");
        var source = ModelSource.At(_folder[file.Split('/')[0]]);

        var files = source.Gather("k", new ImportedArtifact(_folder[artifact], _folder["import"]));

        files
            .Entries.Where(entry => entry.Value.Kind == Oci.Layers.LayerEntryKind.File)
            .Select(entry => entry.Key)
            .Should()
            .Equal(expected);
    }

    [Theory]
    [InlineData("model.pt", "torch")]
    [InlineData("Handler.csproj", "PublishContainer")]
    public void WhatNoImageIsMadeOf_SaysWhatToDo(string file, string word)
    {
        _folder.Write($"it/{file}", "x");

        var at = () => ModelSource.At(_folder["it"]);

        at.Should().Throw<CliException>().WithMessage($"*{word}*");
    }

    private static IEnumerable<string> Files(ModelSource source, string name) =>
        source
            .Gather(name, imported: null)
            .Entries.Where(entry => entry.Value.Kind == Oci.Layers.LayerEntryKind.File)
            .Select(entry => entry.Key);
}
