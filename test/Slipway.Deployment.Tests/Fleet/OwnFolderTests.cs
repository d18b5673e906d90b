using System.Diagnostics;
using Slipway.Deployment.Fleet;

namespace Slipway.Deployment.Tests.Fleet;

public sealed class OwnFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("own-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Check_OwnAndClosed_Passes() => OwnFolder.Check(_folder);

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherExecute)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void Check_OpenToOthers_SaysHowToCloseIt(UnixFileMode right)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Folders have other rights there.");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | right);

        var check = () => OwnFolder.Check(_folder);

        check.Should().Throw<IOException>().WithMessage($"{_folder} is open to others*chmod 700*");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public void Check_Link_IsRefusedWhereverItLeads(string end)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        var link = Path.Combine(_folder, "link");
        Directory.CreateSymbolicLink(link, Directory.CreateDirectory(Path.Combine(_folder, "real")).FullName);

        var check = () => OwnFolder.Check(link + end);

        check.Should().Throw<IOException>().WithMessage($"{link} is a link*");
    }

    [Fact]
    public async Task Check_OfAnotherUser_IsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Owners are other things there.");
        var path = Environment.IsPrivilegedProcess ? await GiveAwayAsync() : "/";

        var check = () => OwnFolder.Check(path);

        check.Should().Throw<IOException>().WithMessage($"{path} belongs to another user*");
    }

    [Fact]
    public void Check_NotThere_IsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Nothing is looked at there.");
        var check = () => OwnFolder.Check(Path.Combine(_folder, "none"));
        check.Should().Throw<IOException>().WithMessage("*cannot be looked at*");
    }

    private async Task<string> GiveAwayAsync()
    {
        var path = Path.Combine(_folder, "given");
        if (!OperatingSystem.IsWindows())
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var process = Process.Start("chown", ["12345", path]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.Should().Be(0);
        return path;
    }
}
