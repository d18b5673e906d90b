using System.IO.Pipelines;
using Google.Protobuf;

namespace Slipway.AspNetCore.TensorFlowServing;

/// <summary>An answer that is a generated message.</summary>
internal sealed class MessageReply(IMessage message) : ITensorFlowReply
{
    public int Size { get; } = message.CalculateSize();

    public ValueTask<bool> WriteAsync(PipeWriter destination, CancellationToken ct)
    {
        message.WriteTo(destination);
        return ValueTask.FromResult(true);
    }

    public void Dispose() { }
}
