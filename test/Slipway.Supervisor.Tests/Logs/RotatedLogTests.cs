using System.Globalization;
using Slipway.Supervisor.Logs;
using Slipway.TestUtilities;

namespace Slipway.Supervisor.Tests.Logs;

public sealed class RotatedLogTests : IDisposable
{
    private const int Largest = 1000;

    private readonly TempFolder _folder = new();
    private int _begun;

    private string Log => _folder["supervisor.log"];

    private string Older => Log + ".1";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_MoreThanAFileTakes_LosesNoLineAndKeepsEachWhole()
    {
        using (var log = Open())
        {
            // As the console's logger writes: a line in parts.
            for (var i = 0; i < 120; i++)
            {
                log.Write("line ");
                log.Write(i.ToString("D5", CultureInfo.InvariantCulture).AsSpan());
                log.Write('\n');
            }
        }

        _begun.Should().Be(1);
        var (older, newer) = (File.ReadAllLines(Older), File.ReadAllLines(Log));
        older.Concat(newer).Should().Equal(Enumerable.Range(0, 120).Select(i => $"line {i:D5}"));
    }

    [Fact]
    public void Write_WithoutEnd_StaysBounded()
    {
        using var log = Open();
        for (var i = 0; i < 10_000; i++)
        {
            log.WriteLine(new string('x', 99));
        }

        new FileInfo(Log).Length.Should().BeLessThanOrEqualTo(Largest);
        new FileInfo(Older).Length.Should().BeLessThanOrEqualTo(Largest);
        Directory.GetFiles(_folder.Path).Should().HaveCount(2);
    }

    [Fact]
    public void Write_OldFileThatIsFull_IsPutAsideWithTheFirstLine()
    {
        File.WriteAllText(Log, new string('x', Largest));
        using var log = Open();
        log.WriteLine("one");
        log.WriteLine("two");

        File.ReadAllText(Log).Should().Be($"two{Environment.NewLine}");
        File.ReadAllText(Older).Should().EndWith($"xone{Environment.NewLine}");
    }

    [Fact]
    public void Write_FileThatCannotBePutAside_GoesOnInIt()
    {
        Directory.CreateDirectory(Older);
        using var log = Open();
        for (var i = 0; i < 30; i++)
        {
            log.WriteLine(new string('x', 99));
        }

        File.ReadAllLines(Log).Should().HaveCount(30);
        _begun.Should().Be(0);
    }

    private RotatedLog Open() =>
        new(
            Log,
            Largest,
            () => _begun++,
            () => new FileStream(Log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, 0)
        );
}
