using System.Runtime.CompilerServices;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Runtimes.Python.Workers;

namespace Slipway.Runtimes.Python.Execution;

/// <summary>A model whose last step is a generator, or that sends its responses itself, as Triton's decoupled models do.</summary>
internal sealed class StreamingPythonServable(
    WorkerSetup setup,
    WorkerPool pool,
    ModelSignature signature,
    ModelDetails details
) : PythonServable(setup, pool, signature, details), IStreamingServable
{
    public override async ValueTask<InferenceResponse> ExecuteAsync(
        InferenceRequest request,
        CancellationToken cancellationToken
    )
    {
        InferenceResponse? last = null;
        try
        {
            await foreach (var response in StreamAsync(request, cancellationToken).ConfigureAwait(false))
            {
                last?.Dispose();
                last = response;
            }
        }
        catch
        {
            last?.Dispose();
            throw;
        }

        return last ?? throw ServingException.Internal("The model gave no response.");
    }

    public async IAsyncEnumerable<InferenceResponse> StreamAsync(
        InferenceRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var call = await BeginAsync(request, cancellationToken).ConfigureAwait(false);
        while (await call.NextAsync(cancellationToken).ConfigureAwait(false) is { } response)
        {
            yield return response;
        }
    }
}
