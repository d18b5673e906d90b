using Slipway.Cli.Images.Build;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Images;

public sealed class LockFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string File => _folder["iris.slipway.lock"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Save_WhatWasSet_IsFoundAgain()
    {
        var locks = LockFile.Open(File, anew: false);
        locks.Set("base:1", new LockedBase { Digest = "sha256:1" });
        locks.Set(
            "nano",
            new LockedBase
            {
                Packages = new(StringComparer.Ordinal)
                {
                    ["linux/amd64"] = new(StringComparer.Ordinal) { ["libstdc++6"] = "12+3" },
                },
            }
        );
        locks.Save();

        var again = LockFile.Open(File, anew: false);

        again.Find("base:1")!.Digest.Should().Be("sha256:1");
        again.Find("nano")!.Packages!["linux/amd64"]["libstdc++6"].Should().Be("12+3");
        System.IO.File.ReadAllText(File).Should().Contain("\"libstdc++6\": \"12+3\"", "people read it, and diffs do");
    }

    [Fact]
    public void Save_NothingNew_LeavesTheFileAlone()
    {
        var locks = LockFile.Open(File, anew: false);
        locks.Set("base:1", new LockedBase { Digest = "sha256:1" });
        locks.Save();
        System.IO.File.SetLastWriteTimeUtc(File, DateTime.UnixEpoch);

        var again = LockFile.Open(File, anew: false);
        again.Set("base:1", new LockedBase { Digest = "sha256:1" });
        again.Save();

        System.IO.File.GetLastWriteTimeUtc(File).Should().Be(DateTime.UnixEpoch);
    }

    [Fact]
    public void Open_Anew_ForgetsWhatItSaid()
    {
        var locks = LockFile.Open(File, anew: false);
        locks.Set("base:1", new LockedBase { Digest = "sha256:1" });
        locks.Save();

        LockFile.Open(File, anew: true).Find("base:1").Should().BeNull();
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("""{"version":2,"bases":{}}""")]
    [InlineData("null")]
    public void Open_NoLockFile_SaysWhichAndWhatToDo(string content)
    {
        _folder.Write("iris.slipway.lock", content);

        var open = () => LockFile.Open(File, anew: false);

        open.Should()
            .Throw<CliException>()
            .WithMessage($"*{File}*Remove it*")
            .Which.ExitCode.Should()
            .Be(ExitCodes.Usage);
    }

    [Fact]
    public void Save_NoFolder_SaysWhatToDo()
    {
        var locks = LockFile.Open(_folder["nowhere/iris.slipway.lock"], anew: false);
        locks.Set("base:1", new LockedBase { Digest = "sha256:1" });

        locks.Invoking(file => file.Save()).Should().Throw<CliException>().WithMessage("*--lock-file*");
    }
}
