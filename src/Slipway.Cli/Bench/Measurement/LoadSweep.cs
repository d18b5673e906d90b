using Slipway.Cli.Bench.Load;
using Slipway.Cli.Bench.Load.Grpc;
using Slipway.Cli.Bench.Load.Http;
using Slipway.Cli.Bench.Processes;
using Slipway.Cli.Bench.Reports;
using Slipway.Cli.Bench.Requests;

namespace Slipway.Cli.Bench.Measurement;

/// <summary>Runs one point after another, each over connections of its own.</summary>
internal sealed class LoadSweep(
    PreparedRequest request,
    long? expectedLength,
    ProcessObserver server,
    SweepProgress progress
)
{
    /// <summary>The points that were measured; after a cancellation those so far, the last one shorter.</summary>
    public async Task<IReadOnlyList<BenchPoint>> RunAsync(
        IReadOnlyList<LoadPlan> plans,
        CancellationToken cancellationToken
    )
    {
        var points = new List<BenchPoint>();
        var clock = new SystemLoadClock();
        foreach (var plan in plans)
        {
            progress.Begin(plan, points.Count + 1, plans.Count);
            using ILoadTransport transport = request.IsGrpc
                ? new GrpcTransport(request, plan.Connections, expectedLength)
                : new RestTransport(request, expectedLength);
            var run = new LoadRun(plan, transport, server, clock) { Progress = progress.Report };
            if (await run.RunAsync(cancellationToken) is { } point)
                points.Add(point);
            if (cancellationToken.IsCancellationRequested)
                break;
        }

        return points;
    }
}
