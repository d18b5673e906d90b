using System.Text.Json;
using System.Xml.Linq;
using Slipway.Cli.Bench.Reports;
using Slipway.Cli.Bench.Reports.Html;

namespace Slipway.Cli.Tests.Bench.Reports;

public sealed class ReportTests
{
    [Fact]
    public void Table_Overload_HasALineForEachOutcomeAndSaysWhatToKnow()
    {
        var text = Render(SampleReports.Create(SampleReports.Overloaded()));

        text.Should().Contain("400/s").And.Contain("answered").And.Contain("refused").And.Contain("unsent");
        text.Should().Contain("1.00 s", "the median of 1 to 2000 ms is a second");
        text.Should().Contain("500 answers per CPU second").And.Contain("120 MB at most");
        text.Should().Contain("300 refused: HTTP 503; the server said: <script>");
        text.Should().Contain("--max-in-flight").And.Contain("2.50 ms late").And.Contain("95 % of its 2 processors");
    }

    [Fact]
    public void Table_NothingSpecial_SaysNothingBesides()
    {
        var text = Render(SampleReports.Create(SampleReports.Closed(8, 100)));

        text.Should().Contain("8 in flight").And.NotContain("refused").And.NotContain("late");
    }

    [Fact]
    public void Json_Report_HasTheFiguresAndTheWholeDistribution()
    {
        var json = JsonReport.Write(SampleReports.Create(SampleReports.Overloaded()));

        using var document = JsonDocument.Parse(json);
        var point = document.RootElement.GetProperty("points")[0];
        point.GetProperty("rate").GetDouble().Should().Be(400);
        point.TryGetProperty("concurrency", out _).Should().BeFalse();
        var answered = point.GetProperty("answered");
        answered.GetProperty("count").GetInt64().Should().Be(2000);
        answered.GetProperty("per_second").GetDouble().Should().Be(200);
        answered.GetProperty("latency").GetProperty("p99_9_us").GetDouble().Should().BeApproximately(1_998_000, 20_000);
        answered
            .GetProperty("latency")
            .GetProperty("histogram")
            .EnumerateArray()
            .Sum(slot => slot[1].GetInt64())
            .Should()
            .Be(2000);
        point.GetProperty("server").GetProperty("answered_per_cpu_second").GetDouble().Should().Be(500);
        point.GetProperty("intervals").GetArrayLength().Should().Be(10);
    }

    [Fact]
    public void Csv_Points_AreALineEachUnderTheirNames()
    {
        var lines = CsvReport
            .Write(SampleReports.Create(SampleReports.Closed(8, 100), SampleReports.Overloaded()))
            .TrimEnd()
            .Split('\n');

        var names = lines[0].Split(',');
        var rows = lines[1..].Select(line => names.Zip(line.Split(',')).ToDictionary(p => p.First, p => p.Second));
        lines.Should().HaveCount(3);
        rows.Select(r => (r["concurrency"], r["rate"], r["answered"], r["unsent"], r["answered_per_cpu_second"]))
            .Should()
            .Equal(("8", "", "100", "0", ""), ("", "400", "2000", "40", "500"));
    }

    [Fact]
    public void Html_Report_IsOneWellFormedPageWithoutScriptsOrReferences()
    {
        var html = HtmlReport.Write(
            SampleReports.Create(SampleReports.Closed(1, 50), SampleReports.Closed(8, 100), SampleReports.Overloaded())
        );

        html.Should().NotContain("<script").And.NotContain("url(").And.NotContain("src=").And.NotContain("href=");
        html.Should().Contain("&lt;script&gt;alert(1)");
        var plots = html.Split("<svg")[1..].Select(part => XElement.Parse("<svg" + part.Split("</svg>")[0] + "</svg>"));
        plots.Should().HaveCount(4).And.AllSatisfy(plot => plot.Descendants("polyline").Should().NotBeEmpty());
    }

    [Fact]
    public void Html_NothingMeasured_SaysSo()
    {
        var report = SampleReports.Create(SampleReports.Closed(1, 1)) with { Points = [], Interrupted = true };

        HtmlReport.Write(report).Should().Contain("nothing was measured").And.NotContain("<svg");
    }

    [Fact]
    public void Html_PointsWithoutAnyAnswer_AreDrawnWithoutFault()
    {
        var html = HtmlReport.Write(SampleReports.Create(SampleReports.Closed(1, 0), SampleReports.Closed(2, 1)));

        html.Should().Contain("2 in flight").And.NotContain("NaN").And.NotContain("Infinity");
    }

    private static string Render(BenchReport report)
    {
        using var writer = new StringWriter();
        TableReport.Write(new CliConsole(writer, writer, outputIsTerminal: false, showsProgress: false).Tables, report);
        return writer.ToString();
    }
}
