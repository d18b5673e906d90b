using System.IO.Pipelines;

namespace Slipway.AspNetCore.TensorFlowServing;

/// <summary>An answer of PredictionService that can write itself; disposing it gives its tensors back.</summary>
internal interface ITensorFlowReply : IDisposable
{
    /// <summary>The exact bytes of the message.</summary>
    int Size { get; }

    /// <summary>False where the reader of the pipe has gone.</summary>
    ValueTask<bool> WriteAsync(PipeWriter destination, CancellationToken ct);
}
