using Slipway.Errors;
using Slipway.Inference;
using Slipway.Tensors;

namespace Slipway.Serving.Ensembles;

/// <summary>
/// The tensors of one run: the caller's, which are lent, and those that steps made, which are freed when the last that
/// needs them is done. Written by the run's loop only; a step reads the tensors that it waited for.
/// </summary>
internal sealed class RunTensors : IDisposable
{
    private readonly Tensor?[] _tensors;
    private readonly int[] _needed;
    private readonly int _lent;

    public RunTensors(EnsembleGraph graph, InferenceRequest request)
    {
        _tensors = new Tensor?[graph.Tensors];
        _needed = [.. graph.Consumers.Select(steps => steps.Count)];
        // The graph's inputs are its first tensors.
        _lent = graph.Inputs.Count;
        foreach (var input in graph.Inputs)
        {
            _tensors[input.Tensor] = request.FindInput(input.Name)?.Tensor;
        }

        foreach (var output in graph.Outputs)
        {
            if (request.Wants(output.Name))
                _needed[output.Tensor]++;
        }
    }

    /// <summary>Null where the caller left an optional input out.</summary>
    public Tensor? this[int index] => _tensors[index];

    /// <summary>Takes over what a step made.</summary>
    public void Put(int index, Tensor tensor)
    {
        _tensors[index] = tensor;
        if (_needed[index] == 0)
            Free(index);
    }

    /// <summary>A step that took it has ended.</summary>
    public void Release(int index)
    {
        if (--_needed[index] == 0 && index >= _lent)
            Free(index);
    }

    /// <summary>Gives an output to the caller: what is lent, as a copy.</summary>
    public Tensor GiveAway(int index)
    {
        var tensor =
            _tensors[index]
            ?? throw ServingException.Internal("An ensemble's output was not made by any of its steps.");
        if (index >= _lent)
        {
            _tensors[index] = null;
            return tensor;
        }

        var buffer = TensorBuffer.Rent(tensor.ByteLength);
        tensor.Bytes.CopyTo(buffer.GetSpan());
        return new Tensor(tensor.DataType, tensor.Shape, buffer, tensor.ByteLength);
    }

    public void Dispose()
    {
        for (var i = _lent; i < _tensors.Length; i++)
        {
            Free(i);
        }
    }

    private void Free(int index)
    {
        _tensors[index]?.Dispose();
        _tensors[index] = null;
    }
}
