using System.Runtime.Versioning;
using Slipway.Runtimes.Python.Loading;
using Slipway.TestUtilities;

namespace Slipway.Runtimes.Python.Tests.Loading;

[SupportedOSPlatform("linux")]
public sealed class LeftFoldersTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly TempFolder _folder = new();

    public LeftFoldersTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "It tidies up on Linux.");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Delete_FolderWhoseProcessHasGone_TakesItWithAllInIt()
    {
        var left = Make("slipway-python-left");
        Directory.CreateDirectory(Path.Combine(left, "_slipway_worker"));
        File.WriteAllText(Path.Combine(left, "_slipway_worker", "main.py"), "");

        LeftFolders.Delete(_folder.Path);

        Directory.Exists(left).Should().BeFalse();
    }

    [Fact]
    public void Delete_FolderInUse_LeavesIt()
    {
        var used = Make("slipway-python-used");
        using (LeftFolders.Hold(used))
        {
            LeftFolders.Delete(_folder.Path);
            Directory.Exists(used).Should().BeTrue();
        }

        LeftFolders.Delete(_folder.Path);
        Directory.Exists(used).Should().BeFalse();
    }

    [Fact]
    public void Delete_WhatMayNotBeOurs_LeavesIt()
    {
        var open = Make("slipway-python-open");
        File.SetUnixFileMode(open, Private | UnixFileMode.OtherWrite);
        var target = Make("target");
        var link = Path.Combine(_folder.Path, "slipway-python-link");
        File.CreateSymbolicLink(link, target);
        var fresh = Path.Combine(_folder.Path, "slipway-python-fresh");
        Directory.CreateDirectory(fresh, Private);

        LeftFolders.Delete(_folder.Path);

        Directory.Exists(open).Should().BeTrue();
        Directory.Exists(link).Should().BeTrue();
        Directory.Exists(target).Should().BeTrue();
        Directory.Exists(fresh).Should().BeTrue("its process is about to lock it");
    }

    private string Make(string name)
    {
        var path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(path, Private);
        LeftFolders.Hold(path).Dispose();
        return path;
    }
}
