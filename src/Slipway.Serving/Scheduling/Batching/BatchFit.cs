using Slipway.Inference;
using Slipway.Serving.Scheduling.Queueing;
using Slipway.Tensors;

namespace Slipway.Serving.Scheduling.Batching;

/// <summary>
/// Which requests can be computed together: the same inputs in the same order, of shapes that differ in the first
/// dimension and in those that are filled up only, and the same outputs. Thread-safe.
/// </summary>
internal sealed class BatchFit(BatchPlan plan)
{
    /// <summary>
    /// Rows of a request; 0 where it has none in common, or is for another signature than the one that was proved or
    /// for an explanation, and cannot be batched.
    /// </summary>
    public static int Rows(InferenceRequest request)
    {
        if (request.SignatureName is not null || request.IsExplanation)
            return 0;
        var rows = 0L;
        foreach (var input in request.Inputs)
        {
            var shape = input.Tensor.Shape;
            if (shape.Rank == 0 || (rows != 0 && shape[0] != rows))
                return 0;
            rows = shape[0];
        }

        return (int)Math.Min(rows, int.MaxValue);
    }

    /// <summary>Equal for requests that fit, and hardly ever for others.</summary>
    public int Hash(InferenceRequest request)
    {
        var hash = new HashCode();
        foreach (var input in request.Inputs)
        {
            hash.Add(input.Name);
            var dims = input.Tensor.Shape.Dimensions;
            var padded = PaddedAxis(input.Name);
            for (var axis = 1; axis < dims.Length; axis++)
            {
                hash.Add(axis == padded ? -1 : dims[axis]);
            }
        }

        foreach (var output in request.Outputs)
        {
            hash.Add(output.Name);
        }

        return hash.ToHashCode();
    }

    public bool Fits(WaitingRequest one, WaitingRequest other) =>
        one.GroupHash == other.GroupHash && other.Rows > 0 && one.Rows > 0 && Fits(one.Request, other.Request);

    public bool Fits(InferenceRequest one, InferenceRequest other)
    {
        if (one.Inputs.Count != other.Inputs.Count || one.Outputs.Count != other.Outputs.Count)
            return false;
        for (var i = 0; i < one.Inputs.Count; i++)
        {
            if (one.Inputs[i].Name != other.Inputs[i].Name || !Fits(one.Inputs[i], other.Inputs[i].Tensor))
                return false;
        }

        for (var i = 0; i < one.Outputs.Count; i++)
        {
            if (one.Outputs[i].Name != other.Outputs[i].Name)
                return false;
        }

        return true;
    }

    private bool Fits(NamedTensor one, Tensor other)
    {
        var mine = one.Tensor.Shape.Dimensions;
        var theirs = other.Shape.Dimensions;
        if (mine.Length != theirs.Length || one.Tensor.DataType != other.DataType)
            return false;
        var padded = PaddedAxis(one.Name);
        for (var axis = 1; axis < mine.Length; axis++)
        {
            if (mine[axis] != theirs[axis] && axis != padded)
                return false;
        }

        return true;
    }

    private int PaddedAxis(string input) => plan.Padding.TryGetValue(input, out var padding) ? padding.Axis : -1;
}
