using Slipway.Handlers;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Serving.Inference;

namespace Slipway.AspNetCore.Handlers;

/// <summary>Calls the data plane, as every protocol does.</summary>
internal sealed class LocalModels(DataPlane plane) : ILocalModels
{
    public ValueTask<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken cancellationToken) =>
        plane.InferAsync(request, cancellationToken);

    public async ValueTask<ModelSignature> DescribeAsync(ModelSelector model, CancellationToken cancellationToken) =>
        (await plane.DescribeAsync(model, cancellationToken)).Signature;
}
