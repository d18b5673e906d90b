using System.Runtime.InteropServices;
using Slipway.Cli.Bench.CommandLine;
using Slipway.Cli.Bench.Load;
using Slipway.Cli.Bench.Reports;
using Slipway.Cli.Bench.Requests;

namespace Slipway.Cli.Bench.Measurement;

/// <summary>Puts the points of a sweep under what was asked, how and from where.</summary>
internal static class ReportFactory
{
    public static BenchReport Create(
        PreparedRequest request,
        long answerBytes,
        IReadOnlyList<LoadPlan> plans,
        IReadOnlyList<BenchPoint> points,
        DateTimeOffset started
    )
    {
        var plan = plans[0];
        return new BenchReport
        {
            ToolVersion = ToolVersion.Full,
            StartedAt = started,
            Target = new ReportTarget(
                request.Uri.ToString(),
                TargetArguments.Name(request.Protocol),
                request.Body.Length,
                answerBytes
            ),
            Settings = new ReportSettings(
                plan.Rate is null ? null
                    : plan.IsPoisson ? "poisson"
                    : "constant",
                plan.Seed,
                plan.Warmup.TotalSeconds,
                plan.Duration.TotalSeconds,
                plan.Timeout.TotalSeconds,
                DeadlineMs: null
            ),
            Machine = new ReportMachine(
                Environment.ProcessorCount,
                RuntimeInformation.OSDescription,
                RuntimeInformation.FrameworkDescription
            ),
            Points = points,
        };
    }
}
