using Slipway.Cli.Fleets.Logs;
using Slipway.Deployment.Fleet;

namespace Slipway.Cli.Tests.Fleets.Logs;

public sealed class LogPrinterTests : IDisposable
{
    private readonly StringWriter _text = new();

    [Fact]
    public void Write_LinesOfSeveral_StandBehindTheirNames()
    {
        var printer = new LogPrinter(_text, isColored: false, showsTimes: false);

        printer.Write(Line("ner-1-1", "one"));
        printer.Write(Line("gateway-x", "two"));
        printer.Write(Line("ner-1-1", "three"));

        Lines().Should().Equal("ner-1-1 | one", "gateway-x | two", "ner-1-1   | three");
    }

    [Fact]
    public void Write_OnATerminal_HasAColourForEachReplica()
    {
        var printer = new LogPrinter(_text, isColored: true, showsTimes: false);

        printer.Write(Line("a", "one"));
        printer.Write(Line("b", "two"));
        printer.Write(Line("a", "three"));

        Lines().Should().Equal("\e[36ma\e[0m | one", "\e[33mb\e[0m | two", "\e[36ma\e[0m | three");
    }

    [Fact]
    public void Write_WhatATerminalWouldObey_IsMadePlain()
    {
        var printer = new LogPrinter(_text, isColored: true, showsTimes: false);

        printer.Write(Line("a", "\e]0;title\a\tend"));

        Lines().Should().Equal("\e[36ma\e[0m | ?]0;title? end");
    }

    [Fact]
    public void Write_WithTimes_HasThemInUtc()
    {
        var printer = new LogPrinter(_text, isColored: false, showsTimes: true);

        printer.Write(Line("a", "one"));

        Lines().Should().Equal("2026-05-03T10:00:00.000Z a | one");
    }

    public void Dispose() => _text.Dispose();

    private static LogLine Line(string replica, string text) =>
        new()
        {
            At = new DateTimeOffset(2026, 5, 3, 12, 0, 0, TimeSpan.FromHours(2)),
            Replica = replica,
            Text = text,
        };

    private string[] Lines() => _text.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
}
