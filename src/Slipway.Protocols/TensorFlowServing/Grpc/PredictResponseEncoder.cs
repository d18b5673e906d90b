using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Tensors;

namespace Slipway.Protocols.TensorFlowServing.Grpc;

/// <summary>
/// Encodes one PredictResponse: tensors with the typed lists of TensorProto, as TensorFlow Serving sends them unless it
/// is told otherwise, and the model, version and signature that answered. The response stays the caller's. Not
/// thread-safe.
/// </summary>
public sealed class PredictResponseEncoder
{
    // Beyond this much unflushed data a slow reader is waited for, so that a large answer does not pile up.
    private const int FlushEvery = 64 << 10;
    private const int Outputs = 1;
    private const int ModelSpec = 2;

    private readonly InferenceResponse _response;
    private readonly string _signature;
    private readonly long _version;
    private readonly long[] _valueSizes;

    public PredictResponseEncoder(InferenceResponse response, string signatureName)
    {
        (_response, _signature) = (response, signatureName);
        _ = long.TryParse(response.ModelVersion, out _version);
        _valueSizes = new long[response.Outputs.Count];
        var size = WireWriter.SizeOfField(SizeOfSpec());
        for (var i = 0; i < _valueSizes.Length; i++)
        {
            _valueSizes[i] = TensorValues.SizeOf(response.Outputs[i].Tensor);
            size += WireWriter.SizeOfField(SizeOfEntry(i));
        }

        Size =
            size <= int.MaxValue
                ? (int)size
                : throw ServingException.TooLarge(
                    $"The answer of model '{response.ModelName}' has {size} bytes; gRPC carries 2 GB at most. "
                        + "Ask for fewer outputs or a smaller batch."
                );
    }

    /// <summary>The exact size of the message in bytes.</summary>
    public int Size { get; }

    /// <summary>
    /// Writes the message and waits for the reader of the pipe where much is outstanding. The last part is left
    /// unflushed: the caller completes or flushes the pipe. False where the reader has gone.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> WriteAsync(PipeWriter destination, CancellationToken ct)
    {
        var unflushed = 0;
        for (var i = 0; i < _valueSizes.Length; i++)
        {
            WriteHead(destination, i);
            var values = new TensorValues(_response.Outputs[i].Tensor);
            while (!values.IsFinished)
            {
                var count = values.Write(destination.GetSpan(TensorValues.LeastRoom));
                destination.Advance(count);
                unflushed += count;
                if (unflushed < FlushEvery)
                    continue;
                unflushed = 0;
                var flushed = await destination.FlushAsync(ct);
                if (flushed.IsCompleted || flushed.IsCanceled)
                    return false;
            }
        }

        WriteSpec(destination);
        return true;
    }

    private long SizeOfEntry(int index) =>
        WireWriter.SizeOfText(_response.Outputs[index].Name) + WireWriter.SizeOfField(SizeOfTensor(index));

    // dtype, tensor_shape and the values; the shape is there even where it is a scalar's.
    private long SizeOfTensor(int index)
    {
        var tensor = _response.Outputs[index].Tensor;
        return 2 + WireWriter.SizeOfField(SizeOfShape(tensor.Shape)) + _valueSizes[index];
    }

    private static long SizeOfShape(TensorShape shape)
    {
        var size = 0L;
        foreach (var dim in shape.Dimensions)
        {
            size += WireWriter.SizeOfField(SizeOfDim(dim));
        }

        return size;
    }

    private static long SizeOfDim(long dim) => dim == 0 ? 0 : 1 + WireWriter.SizeOfVarint((ulong)dim);

    private void WriteHead(PipeWriter destination, int index)
    {
        var (name, tensor, _) = _response.Outputs[index];
        var entry = SizeOfEntry(index);
        var head = WireWriter.SizeOfField(entry) - _valueSizes[index];
        // The head of the values is counted among them.
        var writer = new WireWriter(destination.GetSpan((int)head + TensorValues.LeastRoom));
        writer.Head(Outputs, entry);
        writer.Text(1, name);
        writer.Head(2, SizeOfTensor(index));
        writer.Tag(1, WireType.Varint);
        writer.Varint((ulong)TensorFlowTypes.Of(tensor.DataType));
        writer.Head(2, SizeOfShape(tensor.Shape));
        foreach (var dim in tensor.Shape.Dimensions)
        {
            writer.Head(2, SizeOfDim(dim));
            if (dim == 0)
                continue;
            writer.Tag(1, WireType.Varint);
            writer.Varint((ulong)dim);
        }

        TensorValues.WriteHead(tensor, ref writer);
        destination.Advance(writer.Written);
    }

    private long SizeOfSpec() =>
        WireWriter.SizeOfText(_response.ModelName)
        + WireWriter.SizeOfField(SizeOfDim(_version))
        + WireWriter.SizeOfText(_signature);

    private void WriteSpec(PipeWriter destination)
    {
        var size = SizeOfSpec();
        var writer = new WireWriter(destination.GetSpan((int)WireWriter.SizeOfField(size)));
        writer.Head(ModelSpec, size);
        writer.Text(1, _response.ModelName);
        // An Int64Value, whose number is left out where it is zero, as a dimension's is.
        writer.Head(2, SizeOfDim(_version));
        if (_version != 0)
        {
            writer.Tag(1, WireType.Varint);
            writer.Varint((ulong)_version);
        }

        writer.Text(3, _signature);
        destination.Advance(writer.Written);
    }
}
