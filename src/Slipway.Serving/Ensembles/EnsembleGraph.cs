using Slipway.Models;

namespace Slipway.Serving.Ensembles;

/// <summary>A name under which a model, or the ensemble itself, knows one of the graph's tensors.</summary>
/// <param name="Name">The model's input or output.</param>
/// <param name="Tensor">The tensor's place in the graph.</param>
internal readonly record struct TensorLink(string Name, int Tensor);

/// <summary>One step: the tensors that it takes and those that it makes.</summary>
/// <param name="Index">Its place in the configuration, from 0.</param>
/// <param name="Model">What is called.</param>
/// <param name="Inputs">What it takes.</param>
/// <param name="Outputs">What it makes, and somebody needs or not.</param>
internal sealed record EnsembleStep(
    int Index,
    ModelSelector Model,
    IReadOnlyList<TensorLink> Inputs,
    IReadOnlyList<TensorLink> Outputs
);

/// <summary>
/// A graph that has been checked: every tensor has one producer, and the steps an order. Immutable.
/// </summary>
/// <param name="Signature">The ensemble's own.</param>
/// <param name="Tensors">How many tensors there are, inputs and outputs of the ensemble among them.</param>
/// <param name="Steps">In the order of the configuration.</param>
/// <param name="Inputs">The ensemble's inputs.</param>
/// <param name="Outputs">Its outputs.</param>
internal sealed record EnsembleGraph(
    ModelSignature Signature,
    int Tensors,
    IReadOnlyList<EnsembleStep> Steps,
    IReadOnlyList<TensorLink> Inputs,
    IReadOnlyList<TensorLink> Outputs
)
{
    /// <summary>The steps that take each tensor.</summary>
    public IReadOnlyList<IReadOnlyList<EnsembleStep>> Consumers { get; } =
    [
        .. Enumerable
            .Range(0, Tensors)
            .Select(tensor =>
                Steps.SelectMany(step => step.Inputs.Where(input => input.Tensor == tensor).Select(_ => step)).ToArray()
            ),
    ];
}
