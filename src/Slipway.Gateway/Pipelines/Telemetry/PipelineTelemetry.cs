using System.Diagnostics;
using System.Diagnostics.Metrics;
using Slipway.Deployment.Pipelines.Graphs;
using Slipway.Gateway.Pipelines.Failures;
using Slipway.Gateway.Pipelines.Running;
using Slipway.Gateway.Pipelines.Statistics;
using Slipway.Gateway.Statistics;

namespace Slipway.Gateway.Pipelines.Telemetry;

/// <summary>Traces, metrics and the log of pipelines and their steps. Thread-safe.</summary>
internal sealed class PipelineTelemetry
{
    /// <summary>Of the source of traces and of the meter: the gateway's.</summary>
    public const string Name = "Slipway.Gateway";

    private static readonly ActivitySource Source = new(Name);

    private readonly Histogram<double> _pipelines;
    private readonly Histogram<double> _steps;
    private readonly PipelineBooks _books;
    private readonly ILogger<PipelineTelemetry> _log;
    private readonly TimeProvider _time;

    public PipelineTelemetry(
        IMeterFactory meters,
        PipelineBooks books,
        ILogger<PipelineTelemetry> log,
        TimeProvider time
    )
    {
        _books = books;
        var meter = meters.Create(Name);
        _pipelines = meter.CreateHistogram<double>(
            "slipway.pipeline.duration",
            "s",
            "Documents through a pipeline, failures included."
        );
        _steps = meter.CreateHistogram<double>(
            "slipway.pipeline.step.duration",
            "s",
            "Steps of pipelines, failures included."
        );
        _log = log;
        _time = time;
    }

    public PipelineTiming Begin(PipelineGraph graph, RunOptions options)
    {
        // What is under way here belongs to the caller's trace already.
        var parent = Activity.Current is null ? options.Trace : default;
        var activity = Source.StartActivity($"pipeline {graph.Name}", ActivityKind.Internal, parent);
        activity?.SetTag("slipway.pipeline", graph.Name);
        var counters = _books.Of(graph.Name);
        counters.Begin();
        return new PipelineTiming(this, activity, _time.GetTimestamp(), counters, graph, null, null);
    }

    public PipelineTiming Begin(PipelineRun run, GraphStep step)
    {
        var activity = Source.StartActivity($"step {step.Name}");
        activity?.SetTag("slipway.pipeline", run.Graph.Name);
        activity?.SetTag("slipway.pipeline.step", step.Name);
        if (step.Service is not null)
            activity?.SetTag("slipway.model", step.Service);
        var counters = _books.Of(run.Graph.Name).Step(step.Name);
        counters.Begin();
        return new PipelineTiming(this, activity, _time.GetTimestamp(), counters, run.Graph, run, step);
    }

    /// <summary>A step failed, and its pipeline goes on with the fallback.</summary>
    public void WentOn(PipelineRun run, GraphStep step, PipelineFailure failure) =>
        PipelineLog.WentOn(_log, run.Graph.Name, step.Name, failure.Message);

    internal void End(PipelineTiming timing, string outcome)
    {
        var took = _time.GetElapsedTime(timing.Began);
        timing.Counters.End(
            outcome switch
            {
                PipelineTiming.Cancelled => Outcome.Abandoned,
                PipelineTiming.Failing => Outcome.Failed,
                _ => Outcome.Answered,
            },
            took
        );
        var tags = new TagList { { "pipeline", timing.Graph.Name }, { "outcome", outcome } };
        if (timing.Step is null)
        {
            _pipelines.Record(took.TotalSeconds, tags);
            return;
        }

        tags.Add("step", timing.Step.Name);
        _steps.Record(took.TotalSeconds, tags);
        if (outcome != PipelineTiming.Cancelled)
            timing.Run!.Took(timing.Step, took, outcome != PipelineTiming.Ok);
    }
}
