using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.TestUtilities;

/// <summary>
/// A servable whose executions the test holds open and releases: FP32 <c>x</c> [-1] in, the same as <c>y</c> out.
/// </summary>
public sealed class FakeServable : IServable
{
    public ModelSignature Signature { get; init; } =
        new(
            [new TensorSpec("x", DataType.Fp32, new TensorShape(-1))],
            [new TensorSpec("y", DataType.Fp32, new TensorShape(-1))]
        );

    public ModelDetails Details { get; } = new("fake", []);

    public int Concurrency { get; init; } = 1;

    /// <summary>What an execution waits for; completed by default.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Completes when an execution has begun.</summary>
    public TaskCompletionSource Executing { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ServingException? Fault { get; private set; }

    public event Action? FaultChanged;

    public int MostAtOnce { get; private set; }

    public int Executions { get; private set; }

    public bool IsDisposed => _disposed.Task.IsCompleted;

    /// <summary>Completes when it has been disposed.</summary>
    public Task Disposed => _disposed.Task;

    private readonly TaskCompletionSource _disposed = new();
    private int _running;

    public async ValueTask<InferenceResponse> ExecuteAsync(
        InferenceRequest request,
        CancellationToken cancellationToken
    )
    {
        lock (Signature)
        {
            Executions++;
            MostAtOnce = Math.Max(MostAtOnce, ++_running);
        }

        Executing.TrySetResult();
        try
        {
            await Gate.WaitAsync(cancellationToken);
            var response = new InferenceResponse();
            var input = request.FindInput("x")!.Value.Tensor;
            response.Outputs.Add(new NamedTensor("y", Tensor.From<float>(input.AsSpan<float>(), input.Shape)));
            return response;
        }
        finally
        {
            lock (Signature)
            {
                _running--;
            }
        }
    }

    /// <summary>Falls ill, or recovers where it is told null.</summary>
    public void Ail(ServingException? fault)
    {
        Fault = fault;
        FaultChanged?.Invoke();
    }

    public ValueTask DisposeAsync()
    {
        _disposed.TrySetResult();
        return ValueTask.CompletedTask;
    }
}
