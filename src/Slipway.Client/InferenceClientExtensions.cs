using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Client;

/// <summary>The short way to a call.</summary>
public static class InferenceClientExtensions
{
    /// <summary>
    /// Calls <paramref name="model"/> with named tensors:
    /// <c>await client.InferAsync("iris", ("measurements", tensor))</c>. The tensors stay the caller's, so one may be
    /// sent many times; the response becomes the caller's.
    /// </summary>
    public static Task<InferenceResponse> InferAsync(
        this IInferenceClient client,
        string model,
        params IReadOnlyList<(string Name, Tensor Tensor)> inputs
    ) => client.InferAsync(model, inputs, CancellationToken.None);

    /// <inheritdoc cref="InferAsync(IInferenceClient, string, IReadOnlyList{ValueTuple{string, Tensor}})"/>
    public static Task<InferenceResponse> InferAsync(
        this IInferenceClient client,
        string model,
        IReadOnlyList<(string Name, Tensor Tensor)> inputs,
        CancellationToken cancellationToken
    )
    {
        // The request is not disposed: it would take the caller's tensors with it.
        var request = new InferenceRequest { Model = new ModelSelector(model) };
        foreach (var (name, tensor) in inputs)
        {
            request.Inputs.Add(new NamedTensor(name, tensor));
        }

        return client.InferAsync(request, cancellationToken);
    }

    /// <summary>The output called <paramref name="name"/>; it stays the response's.</summary>
    /// <exception cref="KeyNotFoundException">The response has no such output; the message lists those it has.</exception>
    public static Tensor Output(this InferenceResponse response, string name)
    {
        foreach (var output in response.Outputs)
        {
            if (output.Name == name)
                return output.Tensor;
        }

        var names = string.Join(", ", response.Outputs.Select(o => $"'{o.Name}'"));
        throw new KeyNotFoundException(
            $"The answer of model '{response.ModelName}' has no output '{name}'; it has {names}."
        );
    }
}
