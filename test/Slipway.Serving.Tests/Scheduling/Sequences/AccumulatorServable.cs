using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Scheduling.Sequences;

/// <summary>
/// y = total = total_before + x, all FP32 [1], with every control there is. Values below zero are refused. What the
/// controls said is kept.
/// </summary>
internal sealed class AccumulatorServable : IServable
{
    private static readonly TensorShape One = new(1);
    private int _running;

    public ModelSignature Signature { get; } =
        new(
            [
                new TensorSpec("START", DataType.Int32, One),
                new TensorSpec("x", DataType.Fp32, new TensorShape(-1)),
                new TensorSpec("total_before", DataType.Fp32, One),
                new TensorSpec("END", DataType.Bool, One),
                new TensorSpec("READY", DataType.Fp32, One),
                new TensorSpec("ID", DataType.UInt64, One),
            ],
            [new TensorSpec("total", DataType.Fp32, One), new TensorSpec("y", DataType.Fp32, One)]
        );

    public ModelDetails Details { get; } = new("fake", []);

    public int Concurrency { get; init; } = 4;

    /// <summary>What an execution waits for; completed by default.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Completes when an execution has begun.</summary>
    public TaskCompletionSource Executing { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int MostAtOnce { get; private set; }

    /// <summary>Value, start, end, ready and id of every execution.</summary>
    public List<(float X, int Start, bool End, float Ready, ulong Id)> Seen { get; } = [];

    /// <summary>States that were given out and not disposed.</summary>
    public int StatesHeld => CountedBuffer.Alive(this);

    public async ValueTask<InferenceResponse> ExecuteAsync(
        InferenceRequest request,
        CancellationToken cancellationToken
    )
    {
        var x = Read<float>(request, "x");
        lock (Seen)
        {
            Seen.Add(
                (
                    x,
                    Read<int>(request, "START"),
                    Read<bool>(request, "END"),
                    Read<float>(request, "READY"),
                    Read<ulong>(request, "ID")
                )
            );
            MostAtOnce = Math.Max(MostAtOnce, ++_running);
        }

        Executing.TrySetResult();
        try
        {
            await Gate.WaitAsync(cancellationToken);
            if (x < 0)
                throw ServingException.InvalidArgument("below zero");
            var total = Read<float>(request, "total_before") + x;
            var response = new InferenceResponse();
            response.Outputs.Add(new NamedTensor("total", CountedBuffer.Of(this, total)));
            if (request.Wants("y"))
                response.Outputs.Add(new NamedTensor("y", Tensor.From<float>([total], One)));
            return response;
        }
        finally
        {
            lock (Seen)
            {
                _running--;
            }
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static T Read<T>(InferenceRequest request, string name)
        where T : unmanaged => request.FindInput(name) is { } input ? input.Tensor.AsSpan<T>()[0] : default;
}
