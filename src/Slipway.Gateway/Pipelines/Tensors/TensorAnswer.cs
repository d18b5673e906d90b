using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Slipway.Deployment.Pipelines;
using Slipway.Errors;
using Slipway.Protocols.OpenInference.Rest;
using Slipway.Tensors;

namespace Slipway.Gateway.Pipelines.Tensors;

/// <summary>
/// An answer of Open Inference as a value of a pipeline: an object with a member for each output, in which lists within lists
/// have the lengths of its shape. NaN and infinities, which JSON does not have, are null.
/// </summary>
internal static class TensorAnswer
{
    /// <exception cref="ServingException">It is no answer of Open Inference in JSON.</exception>
    public static async Task WriteAsync(
        ReadOnlyMemory<byte> answer,
        IBufferWriter<byte> target,
        CancellationToken cancellationToken
    )
    {
        var body = PipeReader.Create(new ReadOnlySequence<byte>(answer));
        using var response = await RestResponseDecoder.DecodeAsync(
            body,
            answer.Length,
            inferenceHeaderLength: null,
            new RestDecoderLimits(),
            cancellationToken
        );
        using var writer = new Utf8JsonWriter(target, PipelineJson.Writing);
        writer.WriteStartObject();
        foreach (var output in response.Outputs)
        {
            writer.WritePropertyName(output.Name);
            Write(writer, output.Tensor);
        }

        writer.WriteEndObject();
        writer.Flush();
    }

    private static void Write(Utf8JsonWriter writer, Tensor tensor)
    {
        switch (tensor.DataType)
        {
            case DataType.Bool:
                Write(writer, tensor, tensor.AsSpan<byte>(), static (w, value) => w.WriteBooleanValue(value != 0));
                break;
            case DataType.UInt8:
                Write(writer, tensor, tensor.AsSpan<byte>(), static (w, value) => w.WriteNumberValue(value));
                break;
            case DataType.UInt16:
                Write(writer, tensor, tensor.AsSpan<ushort>(), static (w, value) => w.WriteNumberValue(value));
                break;
            case DataType.UInt32:
                Write(writer, tensor, tensor.AsSpan<uint>(), static (w, value) => w.WriteNumberValue(value));
                break;
            case DataType.UInt64:
                Write(writer, tensor, tensor.AsSpan<ulong>(), static (w, value) => w.WriteNumberValue(value));
                break;
            case DataType.Int8:
                Write(writer, tensor, tensor.AsSpan<sbyte>(), static (w, value) => w.WriteNumberValue(value));
                break;
            case DataType.Int16:
                Write(writer, tensor, tensor.AsSpan<short>(), static (w, value) => w.WriteNumberValue(value));
                break;
            case DataType.Int32:
                Write(writer, tensor, tensor.AsSpan<int>(), static (w, value) => w.WriteNumberValue(value));
                break;
            case DataType.Int64:
                Write(writer, tensor, tensor.AsSpan<long>(), static (w, value) => w.WriteNumberValue(value));
                break;
            case DataType.Fp32:
                Write(writer, tensor, tensor.AsSpan<float>(), WriteNumber);
                break;
            case DataType.Fp64:
                Write(writer, tensor, tensor.AsSpan<double>(), WriteNumber);
                break;
            case DataType.Bytes:
                Write<string>(writer, tensor, tensor.ToStrings(), static (w, value) => w.WriteStringValue(value));
                break;
            default:
                throw ServingException.Unsupported($"{tensor.DataType.Name()} does not travel in JSON.");
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, float value)
    {
        if (float.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteNullValue();
    }

    private static void WriteNumber(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteNullValue();
    }

    private static void Write<T>(
        Utf8JsonWriter writer,
        Tensor tensor,
        ReadOnlySpan<T> values,
        Action<Utf8JsonWriter, T> write
    ) => Write(writer, tensor.Shape, 0, ref values, write);

    private static void Write<T>(
        Utf8JsonWriter writer,
        TensorShape shape,
        int dimension,
        ref ReadOnlySpan<T> values,
        Action<Utf8JsonWriter, T> write
    )
    {
        if (dimension == shape.Rank)
        {
            write(writer, values[0]);
            values = values[1..];
            return;
        }

        writer.WriteStartArray();
        for (var i = 0L; i < shape[dimension]; i++)
        {
            Write(writer, shape, dimension + 1, ref values, write);
        }

        writer.WriteEndArray();
    }
}
