using Slipway.Deployment.Pipelines.Graphs;
using Slipway.Gateway.Pipelines.Failures;
using Slipway.Gateway.Pipelines.Running;

namespace Slipway.Gateway.Pipelines.Documents;

internal static class AllDocuments
{
    /// <summary>Of all answers of one request together.</summary>
    public const long LargestAnswer = 128L << 20;

    /// <summary>All of them, or the failure of the first that has one.</summary>
    /// <exception cref="PipelineFailure">It says which document; or the answers are too large together: 413.</exception>
    public static async Task<(List<PipelineResult> Results, RunSummary Summary)> AllAsync(
        this DocumentRunner runner,
        PipelineGraph graph,
        IReadOnlyList<PipelineValue> documents,
        RunOptions options,
        CancellationToken cancellationToken
    )
    {
        var results = new List<PipelineResult>(documents.Count);
        var summary = new RunSummary();
        var size = 0L;
        await foreach (var outcome in runner.RunAsync(graph, documents, options, cancellationToken))
        {
            if (outcome.Failure is { } failure)
                throw documents.Count == 1 ? failure : failure.In($"Document {results.Count}");
            results.Add(outcome.Result!);
            summary.Add(outcome.Result!);
            size += outcome.Result!.Json.Length;
            if (size > LargestAnswer)
                throw new PipelineFailure(
                    StatusCodes.Status413PayloadTooLarge,
                    $"The answers are over {LargestAnswer >> 20} MiB together; send fewer documents, or JSON lines."
                );
        }

        return (results, summary);
    }
}
