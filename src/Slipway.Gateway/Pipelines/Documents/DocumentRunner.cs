using System.Runtime.CompilerServices;
using Slipway.Deployment.Pipelines.Graphs;
using Slipway.Gateway.Pipelines.Failures;
using Slipway.Gateway.Pipelines.Running;

namespace Slipway.Gateway.Pipelines.Documents;

/// <summary>Runs the documents of one request through a pipeline, a few at the same time. Thread-safe.</summary>
internal sealed class DocumentRunner(PipelineRunner runner, TimeProvider time)
{
    /// <summary>Documents of one request that are worked on at the same time.</summary>
    public const int AtOnce = 8;

    /// <summary>
    /// In the order in which they came. Who stops taking them ends those that are under way. All of them share the time of the
    /// request.
    /// </summary>
    public async IAsyncEnumerable<DocumentOutcome> RunAsync(
        PipelineGraph graph,
        IReadOnlyList<PipelineValue?> documents,
        RunOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var timeout = options.Timeout < graph.Config.Timeout ? options.Timeout.Value : graph.Config.Timeout;
        var end = time.GetTimestampIn(timeout);
        using var others = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new Queue<Task<DocumentOutcome>>(AtOnce);
        try
        {
            foreach (var document in documents)
            {
                if (running.Count == AtOnce)
                    yield return await running.Dequeue();
                running.Enqueue(document is null ? Task.FromResult(default(DocumentOutcome)) : RunOneAsync(document));
            }

            while (running.Count > 0)
            {
                yield return await running.Dequeue();
            }
        }
        finally
        {
            if (running.Count > 0)
            {
                await others.CancelAsync();
                await ((Task)Task.WhenAll(running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        async Task<DocumentOutcome> RunOneAsync(PipelineValue document)
        {
            try
            {
                var left = options with { Timeout = time.GetTimeLeft(end) };
                return new DocumentOutcome(await runner.RunAsync(graph, document, left, others.Token), null);
            }
            catch (PipelineFailure failure)
            {
                return new DocumentOutcome(null, failure);
            }
        }
    }
}
