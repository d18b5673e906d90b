using Slipway.Inference;
using Slipway.Models;

namespace Slipway.Serving.Tests.Warmup;

/// <summary>Passes on to another servable and writes down what it was asked.</summary>
internal sealed class RecordingServable(IServable inner) : IServable
{
    /// <summary>Each execution: its inputs with type, shape and raw content.</summary>
    public List<string> Asked { get; } = [];

    public ModelSignature Signature => inner.Signature;

    public ModelDetails Details => inner.Details;

    public int Concurrency => inner.Concurrency;

    public ValueTask<InferenceResponse> ExecuteAsync(InferenceRequest request, CancellationToken cancellationToken)
    {
        Asked.Add(
            string.Join(
                ' ',
                request.Inputs.Select(input =>
                    $"{input.Name}={input.Tensor}:{Convert.ToHexStringLower(input.Tensor.Bytes)}"
                )
            )
        );
        return inner.ExecuteAsync(request, cancellationToken);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
