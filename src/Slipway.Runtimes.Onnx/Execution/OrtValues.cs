using Microsoft.ML.OnnxRuntime;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Runtimes.Onnx.Native;
using Slipway.Tensors;

namespace Slipway.Runtimes.Onnx.Execution;

/// <summary>
/// Our tensors as ONNX Runtime's values and back. Data of fixed-size types is never copied; strings, which the engine
/// keeps as objects of its own, always are.
/// </summary>
internal static class OrtValues
{
    /// <summary>A view of the tensor's memory, which must stay until the value is disposed.</summary>
    public static OrtValue FromTensor(Tensor tensor)
    {
        if (tensor.DataType != DataType.Bytes)
        {
            return OrtValue.CreateTensorValueWithData(
                OrtMemoryInfo.DefaultInstance,
                OrtElementTypes.Of(tensor.DataType),
                tensor.Shape.AsArray(),
                tensor.Pointer,
                tensor.ByteLength
            );
        }

        var value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, tensor.Shape.AsArray());
        try
        {
            var index = 0;
            foreach (var element in tensor.Elements)
            {
                if (!element.IsEmpty)
                    value.StringTensorSetElementAt(element, index);
                index++;
            }

            return value;
        }
        catch
        {
            value.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Takes an output over: <paramref name="value"/> belongs to the tensor, or is disposed, also when this throws.
    /// </summary>
    public static Tensor ToTensor(string name, OrtValue value, InferenceRequest request)
    {
        var taken = false;
        try
        {
            var info = value.GetTensorTypeAndShape();
            if (!OrtElementTypes.TryGet(info.ElementDataType, out var type))
                throw ServingException.Internal($"Output '{name}' has the type {info.ElementDataType}.");
            var shape = TensorShape.Wrap(info.Shape);
            if (type == DataType.Bytes)
                return CopyStrings(value, shape, info.ElementCount);
            if (info.ElementCount == 0)
                return Tensor.Allocate(type, shape);

            var length = Tensor.ByteLengthOf(type, shape);
            var buffer = TensorBuffer.Own(value, value.GetTensorMutableRawData());
            taken = !IsInputMemory(buffer, request);
            if (taken)
                return new Tensor(type, shape, buffer, length);
            var copy = Tensor.Allocate(type, shape);
            buffer.GetSpan()[..length].CopyTo(copy.Bytes);
            return copy;
        }
        finally
        {
            if (!taken)
                value.Dispose();
        }
    }

    private static Tensor CopyStrings(OrtValue value, TensorShape shape, long count)
    {
        using var writer = new TensorBufferWriter((int)Math.Min(count * 2 * BytesElements.PrefixLength, 1 << 20));
        for (var i = 0; i < count; i++)
        {
            BytesElements.Append(writer, value.GetStringElementAsSpan(i));
        }

        var length = writer.WrittenLength;
        return new Tensor(DataType.Bytes, shape, writer.Detach(), length);
    }

    // An output that is a graph input itself comes back as the request's own memory, which goes with the request.
    private static bool IsInputMemory(TensorBuffer output, InferenceRequest request)
    {
        foreach (var input in request.Inputs)
        {
            var start = input.Tensor.Pointer;
            if (output.Pointer < start + input.Tensor.ByteLength && start < output.Pointer + output.Length)
                return true;
        }

        return false;
    }
}
