using System.Buffers;
using System.IO.Pipelines;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Grpc;

namespace Slipway.Protocols.Fuzz;

/// <summary>
/// The server's side of ModelInfer: a message that arrives whole and one that arrives through a pipe are judged alike.
/// </summary>
internal sealed class GrpcRequestTarget : IFuzzTarget
{
    public byte Selector => (byte)'g';

    public void Run(ReadOnlySpan<byte> input)
    {
        var message = input.ToArray();
        var whole = Decode(() =>
            GrpcRequestDecoder.Decode(new ReadOnlySequence<byte>(message), GrpcDecoderLimits.Default)
        );
        var piped = Decode(() => FromPipe(message));
        using (whole.Request)
        using (piped.Request)
        {
            if (whole.Error?.Code != piped.Error?.Code || whole.Request?.Inputs.Count != piped.Request?.Inputs.Count)
            {
                throw new InvalidOperationException(
                    $"Whole: {whole.Error?.Message ?? "accepted"}; through a pipe: {piped.Error?.Message ?? "accepted"}."
                );
            }
        }

        if (whole.Error is { } error)
            throw error;
    }

    private static (InferenceRequest? Request, ServingException? Error) Decode(Func<InferenceRequest> decode)
    {
        try
        {
            return (decode(), null);
        }
        catch (ServingException e)
        {
            return (null, e);
        }
    }

    private static InferenceRequest FromPipe(byte[] message)
    {
        using var stream = new MemoryStream(message);
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16));
        return GrpcRequestDecoder
            .DecodeAsync(pipe, message.Length, GrpcDecoderLimits.Default, CancellationToken.None)
            .AsTask()
            .GetAwaiter()
            .GetResult();
    }
}
