using Slipway.Server.Serve;

namespace Slipway.Server.Tests.Serve;

public sealed class StartupMemoryTests
{
    [Fact]
    public void UnchangedFilePages_ListOfTheKernel_GivesFilesThatCannotBeWrittenAndWereNot()
    {
        const string Smaps = """
            55e0c0000000-55e0c0e5b000 r-xp 00001000 fe:00 123456                     /app/Slipway.Server
            Size:              14700 kB
            Rss:               12652 kB
            Anonymous:             0 kB
            VmFlags: rd ex mr mw me
            55e0c0e5b000-55e0c0f00000 r--p 00e5c000 fe:00 123456                     /app/with space/lib.so
            Rss:                 660 kB
            Anonymous:            12 kB
            55e0c0f00000-55e0c0f10000 rw-p 00f01000 fe:00 123456                     /app/Slipway.Server
            Rss:                  64 kB
            Anonymous:             0 kB
            55e0c0f10000-55e0c1f10000 rw-p 00000000 00:00 0                          [heap]
            Anonymous:             0 kB
            7f00a0000000-7f00a0001000 r--p 00000000 00:00 0
            Anonymous:             0 kB
            7f00a0001000-7f00a0003000 r--p 00000000 fe:00 99                         /usr/lib/libm.so.6 (deleted)
            Rss:                   8 kB
            Anonymous:             0 kB
            7f00a0003000-7f00a0004000 r--s 00000000 fe:00 98                         /usr/share/shared
            Anonymous:             0 kB
            7fff00000000-7fff00002000 r-xp 00000000 00:00 0                          [vdso]
            Anonymous:             0 kB
            """;

        StartupMemory
            .UnchangedFilePages(Smaps.Split('\n'))
            .Should()
            .Equal((nint.CreateChecked(0x55e0c0000000), 0xe5b000u), (nint.CreateChecked(0x7f00a0001000), 0x2000u));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("zz-yy r-xp 0 0 0 /app/x\nAnonymous: 0 kB")]
    [InlineData("1000 r-xp 0 0 0 /app/x\nAnonymous: 0 kB")]
    public void UnchangedFilePages_AnythingElse_GivesNothing(string smaps) =>
        StartupMemory.UnchangedFilePages(smaps.Split('\n')).Should().BeEmpty();

    [Fact]
    public void GiveBack_RunningProcess_RunsOn()
    {
        var before = new[] { 1, 2, 3 };

        StartupMemory.GiveBack();

        // Code and constants come back from the files, what was allocated is still there.
        string.Join(',', before).Should().Be("1,2,3");
        Uri.UnescapeDataString("slip%77ay").Should().Be("slipway");
    }
}
