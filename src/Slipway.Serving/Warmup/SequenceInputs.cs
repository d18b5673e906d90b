using Slipway.Inference;
using Slipway.Models;
using Slipway.Serving.Packages;

namespace Slipway.Serving.Warmup;

/// <summary>Gives a sample of a stateful model the inputs that the server fills and no caller sends: as zeros.</summary>
internal static class SequenceInputs
{
    public static void Complete(InferenceRequest request, SequenceConfig? sequence, ModelSignature signature)
    {
        if (sequence is null)
            return;
        foreach (var control in sequence.Controls)
        {
            Add(request, signature, control.Input, []);
        }

        foreach (var state in sequence.States)
        {
            Add(request, signature, state.Input, state.Shape);
        }
    }

    private static void Add(InferenceRequest request, ModelSignature signature, string name, List<long> shape)
    {
        if (request.FindInput(name) is not null || signature.FindInput(name) is not { } spec)
            return;
        var zeros = DeclaredTensor.ShapeOf(spec, shape);
        request.Inputs.Add(new NamedTensor(name, TensorFill.Make(spec.DataType, zeros, WarmupFill.Zero)));
    }
}
