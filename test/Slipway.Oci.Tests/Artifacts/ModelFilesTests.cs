using Slipway.Errors;
using Slipway.Oci.Artifacts;

namespace Slipway.Oci.Tests.Artifacts;

public sealed class ModelFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_File_IsNamedByIt()
    {
        Write("iris.onnx");
        Write("other.onnx");
        var model = ModelFiles.Of(_folder["iris.onnx"]);
        model.Name.Should().Be("iris");
        model.Files.Select(file => file.Path).Should().Equal("iris.onnx");
    }

    [Fact]
    public void Of_FileCalledModel_IsNamedByItsFolder()
    {
        Write("iris/model.onnx");
        ModelFiles.Of(_folder["iris/model.onnx"]).Name.Should().Be("iris");
    }

    [Theory]
    [InlineData("iris.onnx.data")]
    [InlineData("iris.onnx_data")]
    public void Of_FileWithWeightsBesideIt_HasThem(string data)
    {
        Write("iris.onnx");
        Write(data);
        ModelFiles.Of(_folder["iris.onnx"]).Files.Select(file => file.Path).Should().Equal("iris.onnx", data);
    }

    [Fact]
    public void Of_Folder_LeavesOutWhatIsHidden()
    {
        Write("iris/1/model.onnx");
        Write("iris/model.yaml");
        Write("iris/.git/config");
        Write("iris/1/.DS_Store");
        var model = ModelFiles.Of(_folder["iris"] + "/");
        model.Name.Should().Be("iris");
        model.Files.Select(file => file.Path).Should().Equal("1/model.onnx", "model.yaml");
    }

    [Fact]
    public void Of_LinkInsideTheModel_IsItsFile()
    {
        Write("iris/blobs/weights.onnx");
        File.CreateSymbolicLink(_folder["iris/model.onnx"], "blobs/weights.onnx");
        var file = ModelFiles.Of(_folder["iris"]).Files.Single(file => file.Path == "model.onnx");
        file.File.FullName.Should().EndWith("weights.onnx");
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("nowhere")]
    [InlineData(".")]
    public void Of_LinkElsewhere_IsRefused(string target)
    {
        Write("secret");
        Write("iris/model.onnx");
        File.CreateSymbolicLink(_folder["iris/link"], target);
        Refused("iris").Reason.Should().Be("link-out-of-model");
    }

    [Theory]
    [InlineData("none", "no-model")]
    [InlineData("notes", "no-model")]
    [InlineData("odd", "unsafe-name")]
    public void Of_WhatIsNoModel_IsRefused(string path, string reason)
    {
        Write("notes/todo.txt");
        Write("odd/mo\\del.onnx");
        Refused(path).Reason.Should().Be(reason);
    }

    private ServingException Refused(string path)
    {
        var of = () => ModelFiles.Of(_folder[path]);
        return of.Should().Throw<ServingException>().Which;
    }

    private void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[path])!);
        File.WriteAllText(_folder[path], path);
    }
}
