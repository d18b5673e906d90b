using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;

namespace Slipway.Serving.Signatures;

/// <summary>
/// A servable as its configuration describes it: callers see the configured shapes, labels and optional flags, and where
/// the model's own shape is another one, tensors are reinterpreted on their way in and out, without a copy.
/// </summary>
internal class ConfiguredServable : IServable
{
    private readonly IServable _inner;
    private readonly Dictionary<string, ShapeMap> _inputs;
    private readonly Dictionary<string, ShapeMap> _outputs;

    protected ConfiguredServable(IServable inner, SignatureView view)
    {
        _inner = inner;
        Signature = view.Signature;
        _inputs = view.InputMaps;
        _outputs = view.OutputMaps;
    }

    public ModelSignature Signature { get; }

    public ModelDetails Details => _inner.Details;

    public int Concurrency => _inner.Concurrency;

    public ServingException? Fault => _inner.Fault;

    public event Action? FaultChanged
    {
        add => _inner.FaultChanged += value;
        remove => _inner.FaultChanged -= value;
    }

    /// <summary>
    /// Holds the configuration against the model. The servable itself where the configuration says nothing of tensors;
    /// the result owns <paramref name="servable"/>, which stays the caller's where this throws.
    /// </summary>
    /// <exception cref="ServingException">FailedPrecondition, reason <c>config-mismatch</c>, listing all of it.</exception>
    public static IServable Wrap(IServable servable, ModelPackage package)
    {
        var config = package.Config;
        return config.Inputs.Count == 0 && config.Outputs.Count == 0 && config.MaxBatchSize is null
            ? servable
            : Wrap(servable, SignatureView.Create(package, servable.Signature));

        static ConfiguredServable Wrap(IServable servable, SignatureView view) =>
            servable is IStreamingServable streaming
                ? new ConfiguredStreamingServable(streaming, view)
                : new ConfiguredServable(servable, view);
    }

    public ValueTask<InferenceResponse> ExecuteAsync(InferenceRequest request, CancellationToken cancellationToken) =>
        (_inputs.Count == 0 && _outputs.Count == 0) || request.SignatureName is not null
            ? _inner.ExecuteAsync(request, cancellationToken)
            : ReshapeAsync(request, cancellationToken);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    private async ValueTask<InferenceResponse> ReshapeAsync(
        InferenceRequest request,
        CancellationToken cancellationToken
    )
    {
        var response = await _inner.ExecuteAsync(Inner(request), cancellationToken).ConfigureAwait(false);
        return request.IsExplanation ? response : Outer(response);
    }

    /// <summary>The request as the model sees it. Not to be disposed: its tensors are the caller's, or views of them.</summary>
    protected InferenceRequest Inner(InferenceRequest request) => _inputs.Count == 0 ? request : Reshaped(request);

    /// <summary>The response as callers see it, which is the same one; disposed where this throws.</summary>
    protected InferenceResponse Outer(InferenceResponse response)
    {
        try
        {
            for (var i = 0; i < response.Outputs.Count; i++)
            {
                var output = response.Outputs[i];
                if (_outputs.TryGetValue(output.Name, out var map))
                    response.Outputs[i] = output with { Tensor = TensorView.Own(output.Tensor, map) };
            }

            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private InferenceRequest Reshaped(InferenceRequest request)
    {
        var inner = new InferenceRequest
        {
            Model = request.Model,
            Id = request.Id,
            Parameters = request.Parameters,
            IsExplanation = request.IsExplanation,
        };
        inner.Outputs.AddRange(request.Outputs);
        foreach (var input in request.Inputs)
        {
            inner.Inputs.Add(
                _inputs.TryGetValue(input.Name, out var map)
                    ? input with
                    {
                        Tensor = TensorView.Borrow(input.Tensor, map),
                    }
                    : input
            );
        }

        return inner;
    }
}
