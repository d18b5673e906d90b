using Slipway.Errors;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Inference;

/// <summary>
/// One inference, as every protocol hands it to the data plane. Owns its input tensors: whoever holds the request
/// last disposes it, and with it they go. Not thread-safe while being filled.
/// </summary>
public sealed class InferenceRequest : IDisposable
{
    /// <summary>The model, and the version or label where the caller named one.</summary>
    public required ModelSelector Model { get; set; }

    /// <summary>The caller's own identifier, echoed in the response; null where none was given.</summary>
    public string? Id { get; set; }

    /// <summary>
    /// Which of the model's signatures is called, by its name; null for the one that is called where none is named. A caller
    /// may write what <see cref="ModelSignature.Find(string?)"/> takes; the servable sees the signature's own name.
    /// </summary>
    public string? SignatureName { get; set; }

    public InferenceParameters? Parameters { get; set; }

    /// <summary>
    /// When the caller stops waiting, as a timestamp of <see cref="System.Diagnostics.Stopwatch"/>; null where it did not
    /// say. For schedulers, which refuse what cannot be answered by then; the token that goes with the request is what
    /// ends it.
    /// </summary>
    public long? Deadline { get; set; }

    /// <summary>
    /// Whether the outputs are to explain an answer instead of being one: only of models whose details say that they
    /// explain. Their names, types and shapes are then not the signature's.
    /// </summary>
    public bool IsExplanation { get; set; }

    public List<NamedTensor> Inputs { get; } = [];

    /// <summary>The outputs to return, in this order; empty for all.</summary>
    public List<RequestedOutput> Outputs { get; } = [];

    /// <summary>The input called <paramref name="name"/>, or null.</summary>
    public NamedTensor? FindInput(string name)
    {
        foreach (var input in Inputs)
        {
            if (input.Name == name)
                return input;
        }

        return null;
    }

    /// <summary>The tensor of the input called <paramref name="name"/>; still the request's.</summary>
    /// <exception cref="ServingException">InvalidArgument: there is none.</exception>
    public Tensor Input(string name) =>
        FindInput(name)?.Tensor ?? throw ServingException.InvalidArgument($"The request has no input '{name}'.");

    /// <summary>Whether the caller wants the output called <paramref name="name"/>.</summary>
    public bool Wants(string name)
    {
        if (Outputs.Count == 0)
            return true;
        foreach (var output in Outputs)
        {
            if (output.Name == name)
                return true;
        }

        return false;
    }

    public void Dispose()
    {
        foreach (var input in Inputs)
        {
            input.Tensor.Dispose();
        }

        Inputs.Clear();
    }
}
