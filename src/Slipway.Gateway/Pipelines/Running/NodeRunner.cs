using System.Runtime.ExceptionServices;
using System.Text.Json;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Pipelines;
using Slipway.Deployment.Pipelines.Graphs;
using Slipway.Gateway.Pipelines.Failures;

namespace Slipway.Gateway.Pipelines.Running;

/// <summary>Does what a node's kind says with its steps. Nothing is under way any more when it returns.</summary>
/// <param name="steps">Does a step.</param>
/// <param name="random">From 0 up to 1; thread-safe.</param>
internal sealed class NodeRunner(StepRunner steps, Func<double> random)
{
    /// <param name="run">All that was done before.</param>
    /// <param name="node">What is done.</param>
    /// <param name="came">What came to it.</param>
    /// <param name="end">Timestamp of the end of its time, for what is asked; the token is what ends it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="PipelineFailure">A step that must not fail did.</exception>
    /// <exception cref="OperationCanceledException">By the token.</exception>
    public Task<PipelineValue> RunAsync(
        PipelineRun run,
        GraphNode node,
        PipelineValue came,
        long end,
        CancellationToken cancellationToken
    ) =>
        node.Kind switch
        {
            NodeKind.Sequence => RunSequenceAsync(run, node, came, end, cancellationToken),
            NodeKind.Ensemble => RunEnsembleAsync(run, node, came, end, cancellationToken),
            NodeKind.Switch => RunSwitchAsync(run, node, came, end, cancellationToken),
            _ => steps.RunAsync(run, Draw(node), came, end, cancellationToken),
        };

    private async Task<PipelineValue> RunSequenceAsync(
        PipelineRun run,
        GraphNode node,
        PipelineValue came,
        long end,
        CancellationToken cancellationToken
    )
    {
        foreach (var step in node.Steps)
        {
            if (IsDone(run, step, came))
                came = await steps.RunAsync(run, step, came, end, cancellationToken);
        }

        return came;
    }

    private async Task<PipelineValue> RunEnsembleAsync(
        PipelineRun run,
        GraphNode node,
        PipelineValue came,
        long end,
        CancellationToken cancellationToken
    )
    {
        using var others = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ExceptionDispatchInfo? first = null;
        var done = node.Steps.Where(step => IsDone(run, step, came)).ToArray();
        var tasks = done.Select(RunOneAsync).ToArray();
        var all = Task.WhenAll(tasks);
        await ((Task)all).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // What failed first, not those that were cancelled for it.
        first?.Throw();
        var answers = await all;
        return PipelineValue.Later(() => Together(run, node, done, answers));

        async Task<PipelineValue> RunOneAsync(GraphStep step)
        {
            try
            {
                return await steps.RunAsync(run, step, came, end, others.Token);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Interlocked.CompareExchange(ref first, ExceptionDispatchInfo.Capture(e), null);
                await others.CancelAsync();
                throw;
            }
        }
    }

    private Task<PipelineValue> RunSwitchAsync(
        PipelineRun run,
        GraphNode node,
        PipelineValue came,
        long end,
        CancellationToken cancellationToken
    )
    {
        var chosen = node.Steps.FirstOrDefault(step => IsDone(run, step, came));
        return chosen is null
            ? throw new PipelineFailure(
                StatusCodes.Status404NotFound,
                $"Pipeline '{run.Graph.Name}', node '{node.Name}': no step's condition holds for this request."
            )
            : steps.RunAsync(run, chosen, came, end, cancellationToken);
    }

    private GraphStep Draw(GraphNode node)
    {
        var left = random() * node.Steps.Sum(step => step.Weight);
        foreach (var step in node.Steps)
        {
            left -= step.Weight;
            if (left < 0)
                return step;
        }

        // Rounding alone leads here.
        return node.Steps.Last(step => step.Weight > 0);
    }

    private static bool IsDone(PipelineRun run, GraphStep step, PipelineValue came) =>
        step.When?.Holds(new StepValues(run, came)) ?? true;

    private static ReadOnlyMemory<byte> Together(
        PipelineRun run,
        GraphNode node,
        IReadOnlyList<GraphStep> done,
        IReadOnlyList<PipelineValue> answers
    )
    {
        var buffer = new BoundedBuffer(PipelineRun.LargestValue);
        try
        {
            using var writer = new Utf8JsonWriter(buffer, PipelineJson.Writing);
            writer.WriteStartObject();
            foreach (var (step, answer) in done.Zip(answers))
            {
                writer.WritePropertyName(step.Name);
                writer.WriteRawValue(answer.Json.Span, skipInputValidation: true);
            }

            writer.WriteEndObject();
            writer.Flush();
        }
        catch (OverflowException)
        {
            throw PipelineFailure.Broken(
                $"Pipeline '{run.Graph.Name}', node '{node.Name}': what it gives is over {PipelineRun.LargestValue >> 20} MiB."
            );
        }

        run.Keep(buffer.Written.Length);
        return buffer.Written;
    }
}
