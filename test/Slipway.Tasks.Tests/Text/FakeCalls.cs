using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Tasks.Tests.Text;

/// <summary>
/// A model that looks each id of its first input up in a table: <c>logits</c> [batch, tokens, width]. It keeps the shapes that
/// it was asked with.
/// </summary>
internal sealed class FakeCalls(float[][] table) : IModelCalls
{
    private readonly Lock _lock = new();

    public ModelSelector Model { get; } = new("fake", 1);

    public List<TensorShape> Shapes { get; } = [];

    /// <summary>Completes when it has been asked.</summary>
    public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What it waits for.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public async ValueTask<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken cancellationToken)
    {
        var input = request.Inputs[0].Tensor;
        lock (_lock)
        {
            Shapes.Add(input.Shape);
        }

        Asked.TrySetResult();
        await Gate.WaitAsync(cancellationToken);
        var ids = input.AsSpan<long>();
        var logits = new float[ids.Length * table[0].Length];
        for (var i = 0; i < ids.Length; i++)
        {
            table[ids[i]].CopyTo(logits, i * table[0].Length);
        }

        var response = new InferenceResponse();
        var shape = new TensorShape(input.Shape[0], input.Shape[1], table[0].Length);
        response.Outputs.Add(new NamedTensor("logits", Tensor.From<float>(logits, shape)));
        return response;
    }
}
