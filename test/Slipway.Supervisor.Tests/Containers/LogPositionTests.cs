using System.Text;
using Slipway.Containers.Logs;
using Slipway.Supervisor.Containers;
using Slipway.TestUtilities;

namespace Slipway.Supervisor.Tests.Containers;

public sealed class LogPositionTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 26, 19, 44, 38, TimeSpan.Zero);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Begin_NothingTaken_IsFromTheBeginning()
    {
        using var position = Open("a");
        position.Begin().Should().BeNull();
        position.IsNew(Entry(0, "x")).Should().BeTrue();
    }

    [Fact]
    public void IsNew_SameSecond_CountsLinesOfIt()
    {
        using (var before = Open("a"))
        {
            before.Take(Entry(0, "one"));
            before.Take(Entry(1, "two"));
            before.Take(Entry(1, "three"));
        }

        using var after = Open("a");
        after.Begin();
        Take(after, Entry(0, "one"), Entry(1, "two"), Entry(1, "three"), Entry(1, "four"), Entry(2, "five"))
            .Should()
            .Equal("four", "five");
    }

    [Fact]
    public void IsNew_TwoStreams_EachHasAPlaceOfItsOwn()
    {
        using (var before = Open("a"))
        {
            before.Take(Entry(5, "out"));
            before.Take(Entry(3, "error", LogStream.Errors));
        }

        using var after = Open("a");
        after.Begin().Should().Be(Start.AddSeconds(3));
        Take(
                after,
                Entry(3, "error", LogStream.Errors),
                Entry(4, "late", LogStream.Errors),
                Entry(5, "out"),
                Entry(5, "more")
            )
            .Should()
            .Equal("late", "more");
    }

    [Fact]
    public void Begin_OneStreamAlone_IsFromTheBeginningForTheOther()
    {
        using (var before = Open("a"))
        {
            before.Take(Entry(5, "out"));
        }

        using var after = Open("a");
        after.Begin().Should().BeNull();
        Take(after, Entry(1, "error", LogStream.Errors), Entry(5, "out")).Should().Equal("error");
    }

    [Fact]
    public void Open_OfAnotherContainer_BeginsAnew()
    {
        using (var before = Open("a"))
        {
            before.Take(Entry(5, "out"));
        }

        using var after = Open("b");
        after.Begin().Should().BeNull();
        after.IsNew(Entry(1, "x")).Should().BeTrue();
    }

    [Fact]
    public void Open_SpoiltFile_BeginsAnew()
    {
        File.WriteAllText(_folder["log"], "{" + new string(' ', 511));
        using var position = Open("a");
        position.Begin().Should().BeNull();
    }

    private LogPosition Open(string container) => new(_folder["log"], container);

    private static LogEntry Entry(int second, string text, LogStream stream = LogStream.Output) =>
        new(stream, Start.AddSeconds(second), Encoding.UTF8.GetBytes(text));

    private static IEnumerable<string> Take(LogPosition position, params LogEntry[] entries)
    {
        foreach (var entry in entries.Where(position.IsNew).ToList())
        {
            position.Take(entry);
            yield return Encoding.UTF8.GetString(entry.Text.Span);
        }
    }
}
