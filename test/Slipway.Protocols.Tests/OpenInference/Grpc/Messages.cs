using System.Buffers;
using System.IO.Pipelines;
using Google.Protobuf;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.Protocols.Tests.OpenInference.Grpc;

/// <summary>Generated messages, and the ways to feed them to the decoder.</summary>
internal static class Messages
{
    public static ModelInferRequest Request(params ModelInferRequest.Types.InferInputTensor[] inputs)
    {
        var request = new ModelInferRequest { ModelName = "simple" };
        request.Inputs.AddRange(inputs);
        return request;
    }

    public static ModelInferRequest.Types.InferInputTensor Input(
        string name,
        string datatype,
        long[] shape,
        InferTensorContents? contents = null
    )
    {
        var input = new ModelInferRequest.Types.InferInputTensor { Name = name, Datatype = datatype };
        input.Shape.AddRange(shape);
        input.Contents = contents;
        return input;
    }

    public static ModelInferRequest WithRaw(this ModelInferRequest request, params byte[][] contents)
    {
        foreach (var content in contents)
        {
            request.RawInputContents.Add(ByteString.CopyFrom(content));
        }

        return request;
    }

    public static InferenceRequest Decode(ModelInferRequest request, GrpcDecoderLimits? limits = null) =>
        Decode(request.ToByteArray(), limits);

    public static InferenceRequest Decode(byte[] message, GrpcDecoderLimits? limits = null) =>
        GrpcRequestDecoder.Decode(new ReadOnlySequence<byte>(message), limits ?? GrpcDecoderLimits.Default);

    public static Task<InferenceRequest> DecodeFromPipe(byte[] message, GrpcDecoderLimits? limits = null) =>
        GrpcRequestDecoder
            .DecodeAsync(
                PipeReader.Create(new ReadOnlySequence<byte>(message)),
                message.Length,
                limits ?? GrpcDecoderLimits.Default,
                CancellationToken.None
            )
            .AsTask();

    /// <summary>Every byte arrives alone, after the decoder has asked for it.</summary>
    public static async Task<InferenceRequest> DecodeByteByByte(byte[] message)
    {
        var pipe = new Pipe(
            new PipeOptions(
                readerScheduler: PipeScheduler.Inline,
                pauseWriterThreshold: 0,
                useSynchronizationContext: false
            )
        );
        var decoded = GrpcRequestDecoder.DecodeAsync(
            pipe.Reader,
            message.Length,
            GrpcDecoderLimits.Default,
            CancellationToken.None
        );
        foreach (var part in message)
        {
            pipe.Writer.GetSpan(1)[0] = part;
            pipe.Writer.Advance(1);
            await pipe.Writer.FlushAsync();
        }

        await pipe.Writer.CompleteAsync();
        return await decoded;
    }

    /// <summary>The message in memory segments of one byte each.</summary>
    public static ReadOnlySequence<byte> InPieces(byte[] message)
    {
        if (message.Length == 0)
            return default;
        var first = new Piece(message.AsMemory(0, 1), null);
        var last = first;
        for (var i = 1; i < message.Length; i++)
        {
            last = new Piece(message.AsMemory(i, 1), last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, Piece? previous)
        {
            Memory = memory;
            if (previous is null)
                return;
            RunningIndex = previous.RunningIndex + previous.Memory.Length;
            previous.Next = this;
        }
    }
}
