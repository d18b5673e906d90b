using Slipway.Errors;
using Slipway.Serving.Sources;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Sources;

public sealed class FilesStateTests : IDisposable
{
    private static readonly DateTime Then = new(2020, 5, 6, 7, 8, 9, DateTimeKind.Utc);

    private readonly TempFolder _folder = new();

    public FilesStateTests()
    {
        _folder.Write("v/a.bin", "one");
        _folder.Write("v/deep/b.bin", "two");
        File.SetLastWriteTimeUtc(_folder["v/a.bin"], Then);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void OfFolder_NothingChanged_IsTheSame() => Look().Should().Be(Look());

    [Theory]
    [InlineData("longer")]
    [InlineData("")]
    public void OfFolder_OtherSize_IsAnother(string content) =>
        Changed(() =>
        {
            _folder.Write("v/a.bin", content);
            File.SetLastWriteTimeUtc(_folder["v/a.bin"], Then);
        });

    [Fact]
    public void OfFolder_WrittenATickLater_IsAnother() =>
        Changed(() => File.SetLastWriteTimeUtc(_folder["v/a.bin"], Then.AddTicks(1)));

    [Fact]
    public void OfFolder_ReplacedByAnotherOfItsSizeAndTime_IsAnother()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells when a file was last changed.");
        var (old, next) = (ChangeTime.Of(_folder["v/a.bin"]), _folder["next.bin"]);
        Changed(() =>
        {
            // The clock of a file system may stand still for some milliseconds.
            do
            {
                File.WriteAllText(next, "two");
                File.SetLastWriteTimeUtc(next, Then);
            } while (ChangeTime.Of(next) == old);
            File.Move(next, _folder["v/a.bin"], true);
        });
    }

    [Fact]
    public void OfFolder_NewFileDeepInside_IsAnother() => Changed(() => _folder.Write("v/deep/c.bin", ""));

    [Fact]
    public void OfFolder_RenamedFile_IsAnother() =>
        Changed(() => File.Move(_folder["v/a.bin"], _folder["v/renamed.bin"]));

    [Fact]
    public void OfFolder_LinkToAnotherFile_IsAnother()
    {
        _folder.Write("x/one", "same");
        _folder.Write("x/two", "same");
        File.SetLastWriteTimeUtc(_folder["x/one"], Then);
        File.SetLastWriteTimeUtc(_folder["x/two"], Then);
        File.CreateSymbolicLink(_folder["v/link"], _folder["x/one"]);
        Changed(() =>
        {
            File.Delete(_folder["v/link"]);
            File.CreateSymbolicLink(_folder["v/link"], _folder["x/two"]);
        });
    }

    [Fact]
    public void OfFolder_FileBehindALinkWritten_IsAnother()
    {
        _folder.Write("x/one", "same");
        File.CreateSymbolicLink(_folder["v/link"], _folder["x/one"]);
        Changed(() => _folder.Write("x/one", "other"));
    }

    [Theory]
    [InlineData("v/.hidden")]
    [InlineData("v/a.bin.partial")]
    [InlineData("v/deep/b.tmp")]
    public void OfFolder_PassedOverName_HasTheSameFingerprint(string file)
    {
        var before = Look().Fingerprint;
        _folder.Write(file, "whatever");
        Look().Fingerprint.Should().Be(before);
    }

    [Fact]
    public void OfFolder_NewestChange_IsThatOfTheNewestFile()
    {
        var future = DateTime.UtcNow.AddDays(1);
        File.SetLastWriteTimeUtc(_folder["v/deep/b.bin"], future);
        Look().NewestChange.Should().Be(future);
    }

    [Fact]
    public void OfFolder_LinkToItself_EndsWithAClearError()
    {
        Directory.CreateSymbolicLink(_folder["v/again"], _folder["v"]);
        FluentRefusal().Which.Reason.Should().Be("too-many-files");
    }

    [Fact]
    public void OfFolder_TooManyFiles_EndsWithAClearError()
    {
        for (var i = 0; i <= FolderReader.MaxEntries; i++)
        {
            File.Create(_folder[$"v/deep/{i}"]).Dispose();
        }

        FluentRefusal().Which.Message.Should().Contain("'deep'").And.Contain("20000");
    }

    private AwesomeAssertions.Specialized.ExceptionAssertions<ServingException> FluentRefusal()
    {
        var look = Look;
        return look.Should().Throw<ServingException>();
    }

    private FilesState Look() => FilesState.OfFolder(_folder["v"], TestContext.Current.CancellationToken);

    private void Changed(Action change)
    {
        var before = Look().Fingerprint;
        change();
        Look().Fingerprint.Should().NotBe(before);
    }
}
