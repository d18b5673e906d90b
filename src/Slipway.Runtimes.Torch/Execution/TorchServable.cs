using System.Diagnostics;
using System.Runtime.InteropServices;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Runtimes.Torch.Loading;
using TorchSharp;

namespace Slipway.Runtimes.Torch.Execution;

/// <summary>
/// A TorchScript model. A run computes on the calling thread and has ended when <see cref="ExecuteAsync"/> returns: libtorch
/// cannot be interrupted, so a request that nobody waits for any more keeps its place until it is computed.
/// </summary>
internal sealed class TorchServable(
    string name,
    TorchModule module,
    IReadOnlyList<ForwardInput> inputs,
    ModelSignature signature,
    ModelDetails details,
    int concurrency
) : IServable
{
    public ModelSignature Signature => signature;

    public ModelDetails Details => details;

    public int Concurrency => concurrency;

    public ValueTask<InferenceResponse> ExecuteAsync(InferenceRequest request, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var response = Execute(request);
            if (!cancellationToken.IsCancellationRequested)
                return new ValueTask<InferenceResponse>(response);
            response.Dispose();
            return ValueTask.FromCanceled<InferenceResponse>(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<InferenceResponse>(cancellationToken);
        }
        catch (Exception error)
        {
            return ValueTask.FromException<InferenceResponse>(error);
        }
    }

    public ValueTask DisposeAsync()
    {
        module.Dispose();
        return ValueTask.CompletedTask;
    }

    private InferenceResponse Execute(InferenceRequest request)
    {
        var start = Stopwatch.GetTimestamp();
        // Whatever is made below and not detached goes with it.
        using var scope = torch.NewDisposeScope();
        var arguments = Arguments(request);
        var prepared = Stopwatch.GetTimestamp();
        object? result;
        try
        {
            result = module.Forward(arguments);
        }
        // TorchSharp's own words for what it cannot hand back, such as a dict, are a NotImplementedException.
        catch (Exception error) when (error is ExternalException or NotImplementedException)
        {
            throw RunErrors.From(name, error);
        }

        var computed = Stopwatch.GetTimestamp();
        var response = TakeOver(request, result);
        response.Timings = new InferenceTimings(
            prepared - start,
            computed - prepared,
            Stopwatch.GetTimestamp() - computed
        );
        return response;
    }

    private object?[] Arguments(InferenceRequest request)
    {
        var arguments = new object?[inputs.Count];
        for (var i = 0; i < arguments.Length; i++)
        {
            var input = inputs[i];
            var tensor = input.Spec is { } spec ? request.FindInput(spec.Name)?.Tensor : null;
            arguments[i] =
                tensor is null ? input.Default
                : input.IsScalar ? TorchTensors.ToScalar(input.Spec!.Name, tensor)
                : TorchTensors.FromTensor(tensor);
        }

        return arguments;
    }

    private InferenceResponse TakeOver(InferenceRequest request, object? result)
    {
        var leaves = new List<object?>();
        OutputTree.AddLeaves(result, leaves);
        if (leaves.Count != signature.Outputs.Count)
            throw RunErrors.OtherOutputs(name, leaves.Count, signature.Outputs);
        var response = new InferenceResponse();
        try
        {
            for (var i = 0; i < leaves.Count; i++)
            {
                var spec = signature.Outputs[i];
                if (!request.Wants(spec.Name))
                    continue;
                response.Outputs.Add(new NamedTensor(spec.Name, TorchTensors.ToTensor(spec.Name, leaves[i])));
            }

            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
