using System.Text;
using Slipway.Containers.Logs;

namespace Slipway.Containers.Tests.Logs;

public sealed class LogEntryParserTests
{
    private const string Time = "2026-11-26T19:44:38.248803160Z ";
    private static readonly DateTimeOffset At = new DateTimeOffset(2026, 11, 26, 19, 44, 38, TimeSpan.Zero).AddTicks(
        2488032
    );

    [Fact]
    public void Take_Lines_GivesTimeAndText() =>
        Texts(Parse($"{Time}one\n{Time}\n2026-11-26T20:44:39+01:00 three\n"))
            .Should()
            .Equal((At, "one\n"), (At, "\n"), (new DateTimeOffset(2026, 11, 26, 19, 44, 39, TimeSpan.Zero), "three\n"));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    public void Take_InPieces_IsTheSame(int size)
    {
        var parser = new LogEntryParser(LogStream.Output);
        var bytes = Encoding.UTF8.GetBytes($"{Time}ein Wort: Größe\n{Time}zwei\n");
        var entries = bytes.Chunk(size).SelectMany(piece => parser.Take(piece));
        Texts(entries).Should().Equal((At, "ein Wort: Größe\n"), (At, "zwei\n"));
    }

    [Fact]
    public void Take_LineThatDockerCut_ComesInPartsWithoutTimesBetween()
    {
        var part = new string('a', LogEntryParser.PartSize);
        Texts(Parse($"{Time}{part}{Time}{part}{Time}end\n{Time}next\n"))
            .Should()
            .Equal((At, part), (At, part), (At, "end\n"), (At, "next\n"));
    }

    [Fact]
    public void Take_LineThatWasNotCut_ComesInParts()
    {
        var part = new string('a', LogEntryParser.PartSize);
        Texts(Parse($"{Time}{part}{part}end\n")).Should().Equal((At, part), (At, part), (At, "end\n"));
    }

    [Fact]
    public void Take_LineAsLongAsAPart_HasItsEndInTheNext()
    {
        var part = new string('a', LogEntryParser.PartSize);
        Texts(Parse($"{Time}{part}{Time}\n")).Should().Equal((At, part), (At, "\n"));
    }

    [Fact]
    public void Finish_LineWithoutAnEnd_IsGivenAsItIs()
    {
        var parser = new LogEntryParser(LogStream.Errors);
        parser.Take(Encoding.UTF8.GetBytes($"{Time}last wor")).Should().BeEmpty();
        Texts(parser.Finish()).Should().Equal((At, "last wor"));
        parser.Finish().Should().BeEmpty();
    }

    [Fact]
    public void Take_NoTimes_GivesTheText() =>
        Texts(Parse("one\ntwo\n")).Select(entry => entry.Text).Should().Equal("one\n", "two\n");

    private static IReadOnlyList<LogEntry> Parse(string text) =>
        new LogEntryParser(LogStream.Output).Take(Encoding.UTF8.GetBytes(text));

    private static IEnumerable<(DateTimeOffset At, string Text)> Texts(IEnumerable<LogEntry> entries) =>
        entries.Select(entry => (entry.At, Encoding.UTF8.GetString(entry.Text.Span)));
}
