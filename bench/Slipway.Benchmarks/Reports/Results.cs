using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Benchmarks.Runtimes;

namespace Slipway.Benchmarks.Reports;

/// <summary>What a script left in its folder.</summary>
/// <param name="Machine">Machine, versions and settings, for people.</param>
/// <param name="Runs">All reports of <c>slipway bench</c>, in order.</param>
/// <param name="Engines">All runs of the engine alone.</param>
/// <param name="Allocations">Of the cells that ran under the probe.</param>
internal sealed record Results(
    string Machine,
    IReadOnlyList<BenchRun> Runs,
    IReadOnlyList<EngineReport> Engines,
    IReadOnlyList<Allocated> Allocations
)
{
    private readonly Dictionary<string, Cell> _cells = Runs.GroupBy(run => run.Label, StringComparer.Ordinal)
        .ToDictionary(
            runs => runs.Key,
            runs => Reports.Cell.Of([.. runs.Select(run => run.Points[0])]),
            StringComparer.Ordinal
        );

    /// <exception cref="InvalidOperationException">There is nothing to report.</exception>
    public static Results Read(string folder)
    {
        var results = new Results(
            File.Exists(Path.Combine(folder, "machine.txt"))
                ? File.ReadAllText(Path.Combine(folder, "machine.txt")).Trim()
                : "",
            ReadLines(folder, "results.jsonl", BenchRunContext.Default.BenchRun),
            ReadLines(folder, "engine.jsonl", EngineReportContext.Default.EngineReport),
            ReadLines(folder, "allocated.jsonl", BenchRunContext.Default.Allocated)
        );
        return results.Runs.Count > 0
            ? results
            : throw new InvalidOperationException($"There are no results in {folder}; run the script that makes them.");
    }

    /// <summary>Null where it was not measured.</summary>
    public Cell? Cell(string what, string model, string protocol, string server) =>
        _cells.GetValueOrDefault($"{what} {model} {protocol} {server}");

    /// <summary>Rows in a second of the engine's CPU time; null where it was not measured.</summary>
    public double? Engine(string model, int batch = 1)
    {
        var runs = Engines.Where(run => run.Model == model && run.Batch == batch).ToList();
        return runs.Count == 0 ? null : Medians.Of(runs.Select(run => run.RowsPerCpuSecond));
    }

    /// <summary>The largest batch that the engine ran alone.</summary>
    public int LargestBatch(string model) => Engines.Where(run => run.Model == model).Max(run => (int?)run.Batch) ?? 1;

    /// <summary>Managed bytes of a request; null where they were not measured.</summary>
    public double? BytesPerRequest(string model, string protocol, string server)
    {
        var label = $"allocations {model} {protocol} {server}";
        var bytes = Allocations.FirstOrDefault(line => line.Label == label)?.Bytes;
        var answers = Runs.FirstOrDefault(run => run.Label == label)?.Points[0].Answered.Count;
        // One was sent before the window began.
        return (double?)bytes / (answers + 1);
    }

    private static IReadOnlyList<T> ReadLines<T>(string folder, string name, JsonTypeInfo<T> contract)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path)
            ? [.. File.ReadLines(path).Where(l => l.Length > 0).Select(l => JsonSerializer.Deserialize(l, contract)!)]
            : [];
    }
}
