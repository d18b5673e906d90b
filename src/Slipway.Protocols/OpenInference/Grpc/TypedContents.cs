using Google.Protobuf.Collections;
using Slipway.Errors;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using Slipway.Tensors;
using DataType = Slipway.Tensors.DataType;

namespace Slipway.Protocols.OpenInference.Grpc;

/// <summary>Tensors from the typed contents of a generated message.</summary>
internal static class TypedContents
{
    /// <summary>A tensor of its own memory.</summary>
    /// <exception cref="ServingException">The elements are not those that type and shape ask for.</exception>
    public static Tensor ToTensor(InferTensorContents contents, DataType type, TensorShape shape) =>
        type switch
        {
            DataType.Bool => Copy(contents.BoolContents, shape, static x => x),
            DataType.Int8 => Copy(contents.IntContents, shape, static x => checked((sbyte)x)),
            DataType.Int16 => Copy(contents.IntContents, shape, static x => checked((short)x)),
            DataType.Int32 => Copy(contents.IntContents, shape, static x => x),
            DataType.Int64 => Copy(contents.Int64Contents, shape, static x => x),
            DataType.UInt8 => Copy(contents.UintContents, shape, static x => checked((byte)x)),
            DataType.UInt16 => Copy(contents.UintContents, shape, static x => checked((ushort)x)),
            DataType.UInt32 => Copy(contents.UintContents, shape, static x => x),
            DataType.UInt64 => Copy(contents.Uint64Contents, shape, static x => x),
            DataType.Fp32 => Copy(contents.Fp32Contents, shape, static x => x),
            DataType.Fp64 => Copy(contents.Fp64Contents, shape, static x => x),
            DataType.Bytes => CopyBytes(contents, shape),
            _ => throw ServingException.Internal($"{type.Name()} has no typed contents."),
        };

    private static Tensor Copy<TWire, T>(RepeatedField<TWire> values, TensorShape shape, Func<TWire, T> convert)
        where T : unmanaged
    {
        if (!shape.TryGetElementCount(out var expected) || expected != values.Count)
            throw ServingException.Internal($"shape {shape} does not fit the {values.Count} elements in contents.");

        var tensor = Tensor.Allocate(DataTypes.Of<T>()!.Value, shape);
        try
        {
            var elements = tensor.AsSpan<T>();
            for (var i = 0; i < elements.Length; i++)
            {
                elements[i] = convert(values[i]);
            }

            return tensor;
        }
        catch (OverflowException)
        {
            tensor.Dispose();
            throw ServingException.Internal($"contents hold a value that is too large for {tensor.DataType.Name()}.");
        }
    }

    private static Tensor CopyBytes(InferTensorContents contents, TensorShape shape)
    {
        using var writer = new TensorBufferWriter();
        foreach (var element in contents.BytesContents)
        {
            BytesElements.Append(writer, element.Span);
        }

        var length = writer.WrittenLength;
        return new Tensor(DataType.Bytes, shape, writer.Detach(), length);
    }
}
