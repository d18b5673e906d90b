using Slipway.Models;
using Slipway.Serving.Inference;
using Slipway.Serving.Lifecycle;

namespace Slipway.Serving.Ensembles;

/// <summary>Waits for the models of the steps, then holds the graph against their signatures.</summary>
internal sealed class EnsembleLoader(ModelPackage package, ModelManager models, DataPlane plane, TimeProvider time)
    : IServableLoader
{
    private readonly StepModels _steps = new(package, models, time);

    public ModelPackage Package => package;

    /// <summary>The steps' models book their own.</summary>
    public long EstimateBytes() => 0;

    public Task PrepareAsync(CancellationToken cancellationToken) => _steps.WaitAsync(cancellationToken);

    public Task<IServable> LoadAsync(CancellationToken cancellationToken)
    {
        var graph = EnsembleGraphReader.Read(package, _steps.Signatures);
        return Task.FromResult<IServable>(new EnsembleServable(package.Name, graph, plane));
    }
}
