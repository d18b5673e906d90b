using Slipway.Deployment.Manifest;
using Slipway.Deployment.Pipelines.Graphs;
using Slipway.Gateway.Forwarding;
using Slipway.Gateway.Pipelines.Failures;
using Slipway.Gateway.Pipelines.Telemetry;

namespace Slipway.Gateway.Pipelines.Running;

/// <summary>Does one step, within its time, and says what its failure means.</summary>
internal sealed class StepRunner
{
    private readonly StepCaller _caller;
    private readonly NodeRunner _nodes;
    private readonly PipelineTelemetry _telemetry;
    private readonly TimeProvider _time;

    /// <param name="caller">Asks models.</param>
    /// <param name="random">From 0 up to 1; thread-safe.</param>
    /// <param name="telemetry">Is told of each step.</param>
    /// <param name="time">Its clock.</param>
    public StepRunner(StepCaller caller, Func<double> random, PipelineTelemetry telemetry, TimeProvider time)
    {
        _caller = caller;
        _telemetry = telemetry;
        _time = time;
        _nodes = new NodeRunner(this, random);
    }

    /// <summary>Does a whole graph.</summary>
    /// <inheritdoc cref="NodeRunner.RunAsync"/>
    public Task<PipelineValue> RunAsync(PipelineRun run, long end, CancellationToken cancellationToken) =>
        _nodes.RunAsync(run, run.Graph.Root, run.Request, end, cancellationToken);

    /// <inheritdoc cref="NodeRunner.RunAsync"/>
    public async Task<PipelineValue> RunAsync(
        PipelineRun run,
        GraphStep step,
        PipelineValue came,
        long end,
        CancellationToken cancellationToken
    )
    {
        using var timing = _telemetry.Begin(run, step);
        PipelineFailure failure;
        try
        {
            var answer = await AskInTimeAsync(run, step, came, end, cancellationToken);
            run.Answer(step, answer);
            timing.Succeeded();
            return answer;
        }
        catch (PipelineFailure e)
        {
            failure = e;
            timing.Failed(e);
        }
        catch (OperationCanceledException)
        {
            timing.WasCancelled();
            throw;
        }

        if (step.OnFailure == StepFailure.Fail)
            throw failure;
        run.Fail(step);
        _telemetry.WentOn(run, step, failure);
        var fallback = TemplateWriter.Write(StepFailures.Place(run.Graph.Name, step), step.Fallback, run, came);
        run.Answer(step, fallback);
        return fallback;
    }

    private async Task<PipelineValue> AskInTimeAsync(
        PipelineRun run,
        GraphStep step,
        PipelineValue came,
        long end,
        CancellationToken cancellationToken
    )
    {
        if (step.Timeout is not { } timeout)
            return await AskAsync(run, step, came, end, cancellationToken);
        using var clock = new CancellationTokenSource(Timers.Bounded(timeout), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, clock.Token);
        try
        {
            return await AskAsync(run, step, came, Math.Min(end, _time.GetTimestampIn(timeout)), either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw PipelineFailure.TimedOut(
                $"{StepFailures.Place(run.Graph.Name, step)} took longer than the {timeout.TotalSeconds:0.###} s that it is given."
            );
        }
    }

    private async Task<PipelineValue> AskAsync(
        PipelineRun run,
        GraphStep step,
        PipelineValue came,
        long end,
        CancellationToken cancellationToken
    )
    {
        if (step.Node is not null)
        {
            var input = step.Input is null
                ? came
                : TemplateWriter.Write(StepFailures.Place(run.Graph.Name, step), step.Input, run, came);
            return await _nodes.RunAsync(run, step.Node, input, end, cancellationToken);
        }

        run.Began(step);
        var answer = await _caller.AskAsync(run, step, came, _time.GetTimeLeft(end), cancellationToken);
        run.Ended(step);
        return answer;
    }
}
