using Slipway.Protocols.TensorFlowServing.Examples;

namespace Slipway.Protocols.TensorFlowServing.Grpc;

/// <summary>A decoded request to classify or regress; disposing it disposes the examples.</summary>
public sealed record ExamplesCall(ModelReference Spec, ExampleBatch Examples) : IDisposable
{
    public void Dispose() => Examples.Dispose();
}

/// <summary>One task of a multi-inference.</summary>
/// <param name="Spec">The model, which is that of all tasks, and the signature.</param>
/// <param name="Method">One of <see cref="SignatureNames"/>, or what else the caller wrote.</param>
public readonly record struct InferenceTaskCall(ModelReference Spec, string Method);

/// <summary>A decoded multi-inference: several questions about the same examples.</summary>
public sealed record MultiInferenceCall(IReadOnlyList<InferenceTaskCall> Tasks, ExampleBatch Examples) : IDisposable
{
    public void Dispose() => Examples.Dispose();
}
