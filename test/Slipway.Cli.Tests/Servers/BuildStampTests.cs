using Slipway.Cli.Servers;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Servers;

public sealed class BuildStampTests : IDisposable
{
    private static readonly DateTime Built = new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly TempFolder _folder = new();
    private readonly string _product;
    private readonly BuildStamp _stamp;

    public BuildStampTests()
    {
        _product = _folder.Write("server.dll", "");
        _folder.Write("src/A/a.cs", "");
        _stamp = new BuildStamp(_folder.Path, "P");
    }

    [Fact]
    public void IsFresh_NothingNewerThanTheStamp_IsTrue()
    {
        _stamp.Mark(Built);

        _stamp.IsFresh(_product).Should().BeTrue();
    }

    [Fact]
    public void IsFresh_NoStampOrNoProduct_IsFalse()
    {
        _stamp.IsFresh(_product).Should().BeFalse();
        _stamp.Mark(Built);
        _stamp.IsFresh(_folder["other.dll"]).Should().BeFalse();
    }

    [Theory]
    [InlineData("src/A/a.cs")]
    [InlineData("Directory.Packages.props")]
    public void IsFresh_NewerSource_IsFalse(string file)
    {
        _stamp.Mark(Built);
        File.SetLastWriteTimeUtc(_folder.Write(file, ""), Built.AddSeconds(1));

        _stamp.IsFresh(_product).Should().BeFalse();
    }

    [Fact]
    public void IsFresh_DeletedSource_IsFalse()
    {
        _stamp.Mark(Built);
        File.Delete(_folder["src/A/a.cs"]);
        Directory.SetLastWriteTimeUtc(_folder["src/A"], Built.AddSeconds(1));

        _stamp.IsFresh(_product).Should().BeFalse("the folder has changed");
    }

    public void Dispose() => _folder.Dispose();
}
