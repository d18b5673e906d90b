using Slipway.Inference;
using Slipway.Models;
using Slipway.Serving.Inference;

namespace Slipway.Serving.Ensembles;

/// <summary>A loaded graph. It holds no lease on the models of its steps: they are replaced as they please.</summary>
internal sealed class EnsembleServable(string name, EnsembleGraph graph, DataPlane plane) : IServable
{
    // It computes nothing itself; each step's own queue is the bound that counts.
    private const int Many = 256;

    public ModelSignature Signature => graph.Signature;

    public ModelDetails Details { get; } =
        new("ensemble", [new("Steps", string.Join(", ", graph.Steps.Select(step => step.Model.ToString())))]);

    public int Concurrency => Many;

    public async ValueTask<InferenceResponse> ExecuteAsync(
        InferenceRequest request,
        CancellationToken cancellationToken
    )
    {
        using var run = new EnsembleRun(name, graph, plane, request);
        return await run.ExecuteAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
