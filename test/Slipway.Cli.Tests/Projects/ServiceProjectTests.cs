using System.Runtime.Versioning;
using Slipway.Cli.Projects;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Projects;

public sealed class ServiceProjectTests
{
    [Theory]
    [InlineData("model.onnx")]
    [InlineData("folder/model.onnx")]
    [InlineData("folder/library.dll")]
    [InlineData("folder/README")]
    public void Find_ModelsAndOtherFiles_AreNoService(string file)
    {
        using var folder = new TempFolder();
        folder.Write(file, "#!/bin/sh");
        ServiceProject.Find(folder[file]).Should().BeNull();
        ServiceProject.Find(folder[Path.GetDirectoryName(file)!]).Should().BeNull();
        ServiceProject.Find(folder["missing"]).Should().BeNull();
    }

    [Fact]
    public void Find_ProjectOrItsFolder_IsToBeBuilt()
    {
        using var folder = new TempFolder();
        folder.Write("a/Hello.csproj", "");
        folder.Write("a/model.onnx", "");
        ServiceProject.Find(folder["a"]).Should().Be(new ServiceProject(folder["a/Hello.csproj"], IsBuilt: false));
        ServiceProject
            .Find(folder["a/Hello.csproj"])
            .Should()
            .Be(new ServiceProject(folder["a/Hello.csproj"], IsBuilt: false));
    }

    [Fact]
    public void Find_PublishedFolder_IsItsLibraryOrTheProgramThatBringsItsRuntime()
    {
        using var folder = new TempFolder();
        folder.Write("framework/Hello.dll", "");
        folder.Write("framework/Hello.runtimeconfig.json", """{"runtimeOptions":{"framework":{}}}""");
        folder.Write("framework/Hello", "");
        folder.Write("contained/Hello.dll", "");
        folder.Write("contained/Hello.runtimeconfig.json", """{"runtimeOptions":{"includedFrameworks":[]}}""");
        folder.Write("contained/Hello", "");

        ServiceProject.Find(folder["framework"])!.Path.Should().Be(folder["framework/Hello.dll"]);
        ServiceProject.Find(folder["contained"])!.Path.Should().Be(folder["contained/Hello"]);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Find_NativeProgram_IsOneByItsHeaderAndItsRights()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows goes by the ending.");
        using var folder = new TempFolder();
        folder.Write("a/Hello", "\u007fELF and so on");
        ServiceProject.Find(folder["a"]).Should().BeNull("it may not be run");
        File.SetUnixFileMode(folder["a/Hello"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        ServiceProject.Find(folder["a"]).Should().Be(new ServiceProject(folder["a/Hello"], IsBuilt: true));
        folder.Write("b/script", "#!/bin/sh");
        File.SetUnixFileMode(folder["b/script"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        ServiceProject.Find(folder["b"]).Should().BeNull();
    }
}
