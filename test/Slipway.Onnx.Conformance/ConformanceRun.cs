using Slipway.Onnx.Conformance.Cases;
using Slipway.Onnx.Conformance.Reference;
using Slipway.Onnx.Conformance.Reports;
using Slipway.Onnx.Conformance.Serving;

namespace Slipway.Onnx.Conformance;

/// <summary>
/// Sorts cases (can the protocol carry it; does the engine itself pass it) and holds the server to those that are
/// left.
/// </summary>
internal static class ConformanceRun
{
    private const int CasesPerServer = 500;

    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(20);

    public static async Task<Report> RunAsync(
        IReadOnlyList<ConformanceCase> cases,
        Action<CaseResult> progress,
        CancellationToken cancellationToken
    )
    {
        var results = new List<CaseResult>();
        var passing = new List<ConformanceCase>();
        foreach (var @case in cases)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Carriage.Obstacle(@case) is { } obstacle)
                Add(CaseResult.NotCarried(@case.Name, obstacle));
            else if (EngineReference.Check(@case, CallLimit) is { } failure)
                Add(CaseResult.EngineFails(@case.Name, failure));
            else
                passing.Add(@case);
        }

        foreach (var batch in passing.Chunk(CasesPerServer))
        {
            await using var served = await ServedCases.StartAsync(batch, cancellationToken);
            foreach (var @case in batch)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Add(CaseResult.Called(@case.Name, await served.CallAsync(@case, CallLimit)));
            }
        }

        return Report.Of([.. results.OrderBy(result => result.Name, StringComparer.Ordinal)]);

        void Add(CaseResult result)
        {
            results.Add(result);
            progress(result);
        }
    }
}
