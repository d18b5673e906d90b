using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Ensembles;

/// <summary>
/// FP32 [1] inputs to the output <c>y</c>, by a function of theirs. Its outputs are counted until they are disposed.
/// </summary>
internal sealed class StepServable(Func<float[], float> compute, params string[] inputs) : IServable
{
    private static readonly TensorShape One = new(1);

    public ModelSignature Signature { get; init; } =
        new(
            [.. inputs.Select(name => new TensorSpec(name, DataType.Fp32, One))],
            [new TensorSpec("y", DataType.Fp32, One) { Labels = ["yes"] }, new TensorSpec("spare", DataType.Fp32, One)]
        );

    public ModelDetails Details { get; } = new("fake", []);

    public int Concurrency => 8;

    /// <summary>What an execution waits for; completed by default.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Completes when an execution has begun.</summary>
    public TaskCompletionSource Executing { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ServingException? Error { get; set; }

    /// <summary>What came with the last request.</summary>
    public InferenceParameters? Parameters { get; private set; }

    public int TensorsHeld => CountedBuffer.Alive(this);

    public async ValueTask<InferenceResponse> ExecuteAsync(
        InferenceRequest request,
        CancellationToken cancellationToken
    )
    {
        Parameters = request.Parameters;
        Executing.TrySetResult();
        await Gate.WaitAsync(cancellationToken);
        if (Error is not null)
            throw Error;
        var result = compute([.. inputs.Select(name => request.FindInput(name)!.Value.Tensor.AsSpan<float>()[0])]);
        var response = new InferenceResponse();
        response.Outputs.Add(new NamedTensor("y", CountedBuffer.Of(this, result)));
        if (request.Wants("spare"))
            response.Outputs.Add(new NamedTensor("spare", CountedBuffer.Of(this, -result)));
        return response;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
