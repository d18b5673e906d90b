using System.Globalization;
using Slipway.Benchmarks.Data;
using Slipway.Benchmarks.Models;
using Slipway.Benchmarks.Runtimes;

namespace Slipway.Benchmarks.Start;

/// <summary>
/// How long the server takes from the start of its process to the first right answer, and what it holds of memory once it
/// has answered many; with the tiny model, so that neither is the model's.
/// </summary>
internal sealed class StartRun(string server, string repository, int starts, int requests)
{
    private const int Connections = 8;
    private static readonly BenchmarkModel Model = BenchmarkModel.Tiny;

    private readonly IReadOnlyList<RequestInput> _inputs = Model.Inputs(1);
    private readonly float[] _expected = Expected(Model.PathIn(repository));

    /// <summary>Prints the figures as Markdown tables.</summary>
    public async Task RunAsync(TextWriter output)
    {
        var times = new List<double>();
        for (var i = 0; i < starts; i++)
        {
            times.Add((await FirstAnswerAsync()).TotalMilliseconds);
        }

        times.Sort();
        await output.WriteLineAsync("| start to first answer | ms |");
        await output.WriteLineAsync("|---|---:|");
        await output.WriteLineAsync(Invariant($"| best of {starts} | {times[0]:0} |"));
        await output.WriteLineAsync(Invariant($"| median | {Median(times):0} |"));
        await output.WriteLineAsync(Invariant($"| worst | {times[^1]:0} |"));
        await output.WriteLineAsync();
        await output.WriteLineAsync("| resident size | MB | of it anonymous | of it mapped files |");
        await output.WriteLineAsync("|---|---:|---:|---:|");
        await MeasureMemoryAsync(output);
    }

    private static double Median(List<double> sorted) =>
        (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;

    private async Task<TimeSpan> FirstAnswerAsync()
    {
        using var run = new ServerRun(server, repository);
        using var call = PreparedCall.Rest(run.HttpPort, Model.Name, _inputs, _expected);
        return await run.FirstAnswerAsync(call);
    }

    private async Task MeasureMemoryAsync(TextWriter output)
    {
        using var run = new ServerRun(server, repository);
        using (var first = PreparedCall.Rest(run.HttpPort, Model.Name, _inputs, _expected))
        {
            await run.FirstAnswerAsync(first);
        }

        await ReportAsync("after the first answer");
        await LoadAsync(() => PreparedCall.Rest(run.HttpPort, Model.Name, _inputs, _expected));
        await ReportAsync(Invariant($"after {requests:#,0} over REST, {Connections} connections"));
        await LoadAsync(() => PreparedCall.Grpc(run.GrpcPort, Model.Name, _inputs, _expected));
        await ReportAsync(Invariant($"after {requests:#,0} more over gRPC, {Connections} connections"));

        async Task ReportAsync(string moment) =>
            await output.WriteLineAsync(
                Invariant(
                    $"| {moment} | {Megabytes("VmRSS"):0.0} | {Megabytes("RssAnon"):0.0} | {Megabytes("RssFile"):0.0} |"
                )
            );

        double Megabytes(string line) => run.Kilobytes(line) / 1000d * 1.024;
    }

    private async Task LoadAsync(Func<PreparedCall> connect) =>
        await Task.WhenAll(
            Enumerable
                .Range(0, Connections)
                .Select(async _ =>
                {
                    using var call = connect();
                    for (var i = 0; i < requests / Connections; i++)
                    {
                        await call.CallAsync();
                    }
                })
        );

    private static float[] Expected(string path)
    {
        using var engine = new EngineLoop(Model, path, batch: 1, threads: 1);
        engine.Run();
        return engine.Output;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
