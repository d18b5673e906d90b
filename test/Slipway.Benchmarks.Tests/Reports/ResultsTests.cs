using Slipway.Benchmarks.Reports;
using Slipway.TestUtilities;

namespace Slipway.Benchmarks.Tests.Reports;

public sealed class ResultsTests
{
    // A line as `slipway bench --json` writes it, with members that nobody reads here.
    private const string Line = """
        {"schema":1,"label":"LABEL","tool_version":"1.0","settings":{"seed":1,"warmup_seconds":0,"deadline_ms":50},"points":[{"concurrency":8,"max_in_flight":8,"connections":8,"seconds":2,"answered":{"count":999,"per_second":499.5,"latency":{"mean_us":3,"p50_us":P50,"p99_us":30.5,"p99_9_us":31,"max_us":32,"histogram":[[3,4]]}},"refused":{"count":0,"per_second":0,"latency":{"p50_us":0,"p99_us":0,"max_us":0}},"failed":{"count":2,"per_second":1,"latency":{"p50_us":0,"p99_us":0,"max_us":0}},"unsent":0,"causes":[],"server":{"cpu_seconds":1,"answered_per_cpu_second":999,"resident_bytes_before":1,"resident_bytes_after":2,"resident_bytes_most":3,"resident_bytes_peak_ever":4},"client_cpu_seconds":0.5,"intervals":[{"at":1,"seconds":1,"answered":5,"refused":0,"failed":0,"unsent":0,"p50_us":1,"p99_us":2}]}]}
        """;

    [Fact]
    public void Read_RunsOfOneCell_AreTheirMedian()
    {
        using var folder = new TempFolder();
        File.WriteAllLines(
            folder["results.jsonl"],
            ((string[])["7", "90", "8"]).Select(p50 => NewLine("cells tiny rest slipway", p50))
        );

        var cell = Results.Read(folder.Path).Cell("cells", "tiny", "rest", "slipway")!;

        cell.Should().Be(new Cell(499.5, 999, P50Us: 8, P99Us: 30.5, ServerUse: 0.5, Errors: 6));
    }

    [Fact]
    public void BytesPerRequest_CellUnderTheProbe_CountsTheFirstRequestToo()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["results.jsonl"], NewLine("allocations tiny rest slipway", "7"));
        File.WriteAllText(
            folder["allocated.jsonl"],
            """{"label":"allocations tiny rest slipway","bytes":500000}""" + "\n"
        );

        var results = Results.Read(folder.Path);

        results.BytesPerRequest("tiny", "rest", "slipway").Should().Be(500);
        results.BytesPerRequest("tiny", "grpc", "slipway").Should().BeNull();
    }

    [Fact]
    public void Read_FolderWithoutResults_SaysSo()
    {
        using var folder = new TempFolder();

        FluentActions
            .Invoking(() => Results.Read(folder.Path))
            .Should()
            .Throw<InvalidOperationException>()
            .WithMessage($"There are no results in {folder.Path}*");
    }

    private static string NewLine(string label, string p50) => Line.Trim().Replace("LABEL", label).Replace("P50", p50);
}
