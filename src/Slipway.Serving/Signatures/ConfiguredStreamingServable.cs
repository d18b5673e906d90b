using System.Runtime.CompilerServices;
using Slipway.Inference;
using Slipway.Models;

namespace Slipway.Serving.Signatures;

/// <summary>The same of a servable that answers any number of times.</summary>
internal sealed class ConfiguredStreamingServable(IStreamingServable inner, SignatureView view)
    : ConfiguredServable(inner, view),
        IStreamingServable
{
    private readonly IStreamingServable _inner = inner;

    public async IAsyncEnumerable<InferenceResponse> StreamAsync(
        InferenceRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var response in _inner.StreamAsync(Inner(request), cancellationToken).ConfigureAwait(false))
        {
            yield return Outer(response);
        }
    }
}
