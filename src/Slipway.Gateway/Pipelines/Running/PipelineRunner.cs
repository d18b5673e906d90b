using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Deployment.Pipelines;
using Slipway.Deployment.Pipelines.Graphs;
using Slipway.Gateway.Forwarding;
using Slipway.Gateway.Pipelines.Failures;
using Slipway.Gateway.Pipelines.Telemetry;

namespace Slipway.Gateway.Pipelines.Running;

/// <summary>
/// Runs pipelines, one document at a time:
/// <code>
/// 1  the request is held against the input's schema
/// 2  the root node is done, within the pipeline's time
/// 3  the answer is made: of the output's template, or what the root gave
/// </code>
/// Thread-safe.
/// </summary>
internal sealed class PipelineRunner(StepRunner steps, PipelineTelemetry telemetry, TimeProvider time)
{
    /// <summary>The member that tells of steps that failed where no template says what the answer is.</summary>
    private const string FailedSteps = "failed_steps";

    /// <param name="graph">What is run.</param>
    /// <param name="request">The caller's document.</param>
    /// <param name="options">What it brings along.</param>
    /// <param name="cancellationToken">The caller goes: every model that works on it is told.</param>
    /// <exception cref="PipelineFailure">There is no answer.</exception>
    public async Task<PipelineResult> RunAsync(
        PipelineGraph graph,
        PipelineValue request,
        RunOptions options,
        CancellationToken cancellationToken
    )
    {
        using var timing = telemetry.Begin(graph, options);
        try
        {
            var mistakes = graph.Input.Check(request.Element);
            if (mistakes.Count > 0)
                throw PipelineFailure.Invalid(
                    $"The request is not what the pipeline '{graph.Name}' takes: {string.Join("; ", mistakes)}."
                );
            var run = new PipelineRun(graph, request, options);
            var json = await RunInTimeAsync(run, cancellationToken);
            timing.Succeeded();
            return new PipelineResult(json, run.Failed, run.Timings);
        }
        catch (PipelineFailure failure)
        {
            timing.Failed(failure);
            throw;
        }
        catch (OperationCanceledException)
        {
            timing.WasCancelled();
            throw;
        }
    }

    private async Task<ReadOnlyMemory<byte>> RunInTimeAsync(PipelineRun run, CancellationToken cancellationToken)
    {
        var timeout =
            run.Options.Timeout < run.Graph.Config.Timeout ? run.Options.Timeout.Value : run.Graph.Config.Timeout;
        var end = time.GetTimestampIn(timeout);
        using var clock = new CancellationTokenSource(Timers.Bounded(timeout), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, clock.Token);
        try
        {
            return Answer(run, await steps.RunAsync(run, end, either.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw PipelineFailure.TimedOut(
                $"Pipeline '{run.Graph.Name}' took longer than the {timeout.TotalSeconds:0.###} s that it is given; "
                    + $"without an answer: {string.Join(", ", run.Busy)}."
            );
        }
    }

    private static ReadOnlyMemory<byte> Answer(PipelineRun run, PipelineValue given)
    {
        if (run.Graph.Output is { } output)
            return TemplateWriter.Write($"Pipeline '{run.Graph.Name}', output", output, run, given).Json;
        var failed = run.Failed;
        if (failed.Count == 0 || given.Element.ValueKind != JsonValueKind.Object)
            return given.Json;
        return given.Element.MemberOrNothing(FailedSteps).ValueKind != JsonValueKind.Undefined
            ? given.Json
            : WithFailed(given, failed);
    }

    private static byte[] WithFailed(PipelineValue given, IReadOnlyList<string> failed)
    {
        var names = new JsonArray([.. failed.Select(name => (JsonNode)name)]).ToJsonString();
        var comma = given.Element.GetPropertyCount() > 0 ? "," : "";
        // An object that has been read ends in its brace, blanks behind it aside.
        var head = given.Json.Span[..given.Json.Span.LastIndexOf((byte)'}')];
        return [.. head, .. System.Text.Encoding.UTF8.GetBytes($"{comma}\"{FailedSteps}\":{names}}}")];
    }
}
