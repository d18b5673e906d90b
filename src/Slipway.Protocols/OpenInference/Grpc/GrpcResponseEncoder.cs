using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Tensors;

namespace Slipway.Protocols.OpenInference.Grpc;

/// <summary>
/// Encodes ModelInferResponse, tensors always as raw_output_contents, with one copy from a tensor's memory into the
/// caller's. The response stays the caller's.
/// </summary>
public static class GrpcResponseEncoder
{
    // Beyond this much unflushed data a slow reader is waited for, so that a large answer does not pile up.
    private const int FlushEvery = 64 << 10;
    private const int LongestHead = 1 + 5;

    /// <summary>The exact size of the message in bytes.</summary>
    /// <exception cref="ServingException">TooLarge where it is over 2 GB, which gRPC cannot frame.</exception>
    public static int ComputeSize(InferenceResponse response)
    {
        var size = SizeOfHead(response);
        foreach (var output in response.Outputs)
        {
            size += WireWriter.SizeOfField(Content(output).Length);
        }

        return size <= int.MaxValue
            ? (int)size
            : throw ServingException.TooLarge(
                $"The answer of model '{response.ModelName}' has {size} bytes; gRPC carries 2 GB at most. "
                    + "Ask for fewer outputs or a smaller batch."
            );
    }

    /// <summary>Writes the message into memory of <paramref name="destination"/>.</summary>
    public static void Write(InferenceResponse response, IBufferWriter<byte> destination)
    {
        WriteHead(response, destination);
        foreach (var output in response.Outputs)
        {
            var content = Content(output);
            WriteRawHead(destination, content.Length);
            destination.Write(content.Span);
        }
    }

    /// <summary>
    /// Writes the message and waits for the reader of the pipe where much is outstanding. The last part is left
    /// unflushed: the caller completes or flushes the pipe. False where the reader has gone.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<bool> WriteAsync(
        InferenceResponse response,
        PipeWriter destination,
        CancellationToken ct
    )
    {
        WriteHead(response, destination);
        var unflushed = 0;
        foreach (var output in response.Outputs)
        {
            var rest = Content(output);
            WriteRawHead(destination, rest.Length);
            while (unflushed + rest.Length > FlushEvery)
            {
                var count = FlushEvery - unflushed;
                destination.Write(rest.Span[..count]);
                rest = rest[count..];
                unflushed = 0;
                var flushed = await destination.FlushAsync(ct);
                if (flushed.IsCompleted || flushed.IsCanceled)
                    return false;
            }

            destination.Write(rest.Span);
            unflushed += rest.Length;
        }

        return true;
    }

    // What is elsewhere has an empty entry: entries belong to outputs by their index.
    private static ReadOnlyMemory<byte> Content(NamedTensor output) =>
        output.IsElsewhere ? default : output.Tensor.Memory;

    private static long SizeOfHead(InferenceResponse response)
    {
        var size = SizeOfOptional(response.ModelName) + SizeOfOptional(response.ModelVersion);
        size += SizeOfOptional(response.Id) + ParameterWriter.SizeOf(response.Parameters);
        foreach (var output in response.Outputs)
        {
            size += WireWriter.SizeOfField(SizeOfOutput(output));
        }

        return size;
    }

    private static void WriteHead(InferenceResponse response, IBufferWriter<byte> destination)
    {
        var size = checked((int)SizeOfHead(response));
        if (size == 0)
            return;
        var writer = new WireWriter(destination.GetSpan(size));
        WriteOptional(ref writer, 1, response.ModelName);
        WriteOptional(ref writer, 2, response.ModelVersion);
        WriteOptional(ref writer, 3, response.Id);
        ParameterWriter.Write(ref writer, 4, response.Parameters);
        foreach (var output in response.Outputs)
        {
            WriteOutput(ref writer, output);
        }

        destination.Advance(writer.Written);
    }

    private static void WriteRawHead(IBufferWriter<byte> destination, int length)
    {
        var writer = new WireWriter(destination.GetSpan(LongestHead));
        writer.Head(6, length);
        destination.Advance(writer.Written);
    }

    private static long SizeOfOutput(NamedTensor output)
    {
        var shape = SizeOfShape(output.Tensor.Shape);
        return SizeOfOptional(output.Name)
            + WireWriter.SizeOfText(output.Tensor.DataType.Name())
            + (shape == 0 ? 0 : WireWriter.SizeOfField(shape))
            + ParameterWriter.SizeOf(output.Parameters);
    }

    private static void WriteOutput(ref WireWriter writer, NamedTensor output)
    {
        writer.Head(5, SizeOfOutput(output));
        WriteOptional(ref writer, 1, output.Name);
        writer.Text(2, output.Tensor.DataType.Name());
        var shape = output.Tensor.Shape;
        if (shape.Rank != 0)
        {
            writer.Head(3, SizeOfShape(shape));
            foreach (var dim in shape.Dimensions)
            {
                writer.Varint((ulong)dim);
            }
        }

        ParameterWriter.Write(ref writer, 4, output.Parameters);
    }

    private static long SizeOfShape(TensorShape shape)
    {
        var size = 0L;
        foreach (var dim in shape.Dimensions)
        {
            size += WireWriter.SizeOfVarint((ulong)dim);
        }

        return size;
    }

    private static long SizeOfOptional(string? text) => string.IsNullOrEmpty(text) ? 0 : WireWriter.SizeOfText(text);

    private static void WriteOptional(ref WireWriter writer, int field, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            writer.Text(field, text);
    }
}
