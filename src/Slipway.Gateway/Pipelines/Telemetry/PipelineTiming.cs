using System.Diagnostics;
using Slipway.Deployment.Pipelines.Graphs;
using Slipway.Gateway.Pipelines.Failures;
using Slipway.Gateway.Pipelines.Running;
using Slipway.Gateway.Pipelines.Statistics;

namespace Slipway.Gateway.Pipelines.Telemetry;

/// <summary>A pipeline, or a step, that is under way; what became of it is told when this is disposed.</summary>
internal sealed class PipelineTiming(
    PipelineTelemetry telemetry,
    Activity? activity,
    long began,
    PipelineCounters counters,
    PipelineGraph graph,
    PipelineRun? run,
    GraphStep? step
) : IDisposable
{
    public const string Ok = "ok";
    public const string Refused = "refused";
    public const string Failing = "failed";
    public const string Cancelled = "cancelled";

    private string _outcome = Failing;

    /// <summary>A timestamp.</summary>
    public long Began => began;

    public PipelineCounters Counters => counters;

    public PipelineGraph Graph => graph;

    /// <summary>Null for the pipeline itself.</summary>
    public PipelineRun? Run => run;

    /// <inheritdoc cref="Run"/>
    public GraphStep? Step => step;

    public void Succeeded() => _outcome = Ok;

    /// <summary>By the caller, or since it had become needless.</summary>
    public void WasCancelled() => _outcome = Cancelled;

    public void Failed(PipelineFailure failure)
    {
        // As the model server's metrics have it: the caller's mistakes are not the pipeline's failures.
        _outcome = failure.IsCallers ? Refused : Failing;
        activity?.SetStatus(ActivityStatusCode.Error, failure.Message);
        activity?.SetTag("error.type", failure.Status.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        telemetry.End(this, _outcome);
        activity?.Dispose();
    }
}
