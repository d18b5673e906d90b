using Slipway.Errors;
using Slipway.Tensors;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = Slipway.Tensors.Tensor;
using TorchTensor = TorchSharp.torch.Tensor;

namespace Slipway.Runtimes.Torch.Execution;

/// <summary>
/// Our tensors as libtorch's and back. Inputs are copied, since a model may write to what it is given; outputs are used
/// where they are.
/// </summary>
internal static class TorchTensors
{
    public static TorchTensor FromTensor(Tensor tensor)
    {
        TorchTypes.TryGet(tensor.DataType, out var type);
        var copy = empty(tensor.Shape.AsArray(), type);
        if (tensor.ByteLength > 0)
            tensor.Bytes.CopyTo(copy.bytes);
        return copy;
    }

    /// <summary>The one value of a tensor, for a parameter that is a number.</summary>
    public static object ToScalar(string name, Tensor tensor) =>
        tensor.ElementCount != 1
            ? throw ServingException.InvalidArgument(
                $"Input '{name}' is one number, but the request sends {tensor.Shape}; send a tensor of one element."
            )
            : tensor.DataType switch
            {
                DataType.Int64 => tensor.AsSpan<long>()[0],
                DataType.Bool => tensor.Bytes[0] != 0,
                _ => tensor.AsSpan<double>()[0],
            };

    /// <summary>A leaf of what forward returned, which belongs to the tensor from here on.</summary>
    public static Tensor ToTensor(string name, object? value) =>
        value switch
        {
            TorchTensor tensor => ToTensor(name, tensor),
            TorchSharp.Scalar scalar => FromScalar(scalar),
            null => throw ServingException.Internal(
                $"Output '{name}' is None for this request. Ask for other outputs, or save the model with one that always "
                    + "returns a tensor."
            ),
            _ => throw ServingException.Internal($"Output '{name}' is a {value.GetType().Name}, and no tensor."),
        };

    private static Tensor ToTensor(string name, TorchTensor tensor)
    {
        if (TorchTypes.Of(tensor.dtype) is not { } type || tensor.is_sparse)
        {
            throw new ServingException(
                ServingErrorCode.Unsupported,
                $"Output '{name}' is a {(tensor.is_sparse ? "sparse tensor" : $"tensor of {tensor.dtype}")}, which no protocol "
                    + "carries. Save the model with an output of another type."
            );
        }

        var shape = new TensorShape(tensor.shape);
        if (tensor.numel() == 0)
            return Tensor.Allocate(type, shape);
        var length = Tensor.ByteLengthOf(type, shape);
        var whole = tensor.device_type == TorchSharp.DeviceType.CPU ? tensor.contiguous() : tensor.cpu().contiguous();
        var owned = whole.DetachFromDisposeScope();
        return new Tensor(type, shape, TensorBuffer.Own(owned, owned.bytes), length);
    }

    private static Tensor FromScalar(TorchSharp.Scalar scalar) =>
        scalar.Type switch
        {
            ScalarType.Bool => Tensor.From<bool>([scalar.ToBoolean()], TensorShape.Scalar),
            ScalarType.Int64 => Tensor.From<long>([scalar.ToInt64()], TensorShape.Scalar),
            _ => Tensor.From<double>([scalar.ToDouble()], TensorShape.Scalar),
        };
}
