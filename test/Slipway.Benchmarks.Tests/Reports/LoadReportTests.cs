using System.Xml.Linq;
using Slipway.Benchmarks.Reports;
using Slipway.Benchmarks.Reports.Charts;

namespace Slipway.Benchmarks.Tests.Reports;

public sealed class LoadReportTests
{
    [Fact]
    public void Write_CellsOfBothServers_HasRatiosAndVerdicts()
    {
        var results = SampleRuns.Results(
            SampleRuns.Run("cells tiny rest slipway", 30_000),
            SampleRuns.Run("cells tiny rest baseline", 40_000),
            SampleRuns.Run("cells encoder grpc slipway", 90)
        );

        var report = LoadReport.Write(results, chart: null);

        report
            .Should()
            .Contain("| tiny, REST JSON | ≥ 0.70 of bare Kestrel | 0.75 | yes |")
            .And.Contain("| encoder, gRPC | ≥ 0.95 of the engine | 0.90 | **no** |")
            .And.Contain("| tiny, REST JSON | 30,000 | 40,000 | 0.75 | – | – | 10,700 | 2.80 |")
            .And.NotContain("mlp, REST JSON");
    }

    [Fact]
    public void Write_CellWithErrors_IsMarkedAndMeetsNothing()
    {
        var results = SampleRuns.Results(
            SampleRuns.Run("cells tiny rest slipway", 30_000, errors: 7),
            SampleRuns.Run("cells tiny rest baseline", 40_000)
        );

        var report = LoadReport.Write(results, chart: null);

        report
            .Should()
            .Contain("| tiny, REST JSON | ≥ 0.70 of bare Kestrel | 0.75 | no: errors |")
            .And.Contain("30,000 (7 errors)");
    }

    [Fact]
    public void Write_OneConnection_HasTheDistanceToTheLimit()
    {
        var results = SampleRuns.Results(
            SampleRuns.Run("single tiny rest slipway", 5000, p50: 190),
            SampleRuns.Run("single tiny rest baseline", 9000, p50: 120)
        );

        var report = LoadReport.Write(results, chart: null);

        report
            .Should()
            .Contain("| REST JSON | 190 µs | 120 µs | 70 µs | 280 µs |")
            .And.Contain("| ≤ 60 µs above bare Kestrel | 70 µs | **no** |")
            .And.Contain("| ≤ 280 µs (Triton) | 190 µs | yes |");
    }

    [Fact]
    public void Chart_Cells_HasABarForEachFigure()
    {
        var results = SampleRuns.Results(
            SampleRuns.Run("cells tiny rest slipway", 30_000),
            SampleRuns.Run("cells tiny rest baseline", 40_000),
            SampleRuns.Run("cells encoder grpc slipway", 90)
        );

        var picture = XDocument.Parse(ThroughputChart.Write(results));

        int Count(string style) =>
            picture
                .Descendants()
                .Count(e =>
                    e.Attribute("height")?.Value == "12"
                    && e.Attribute("rx") is null
                    && e.Attribute("class")?.Value == style
                );
        (Count("ours"), Count("kestrel"), Count("engine"), Count("triton")).Should().Be((2, 1, 1, 2));
    }
}
