using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Onnx;

/// <summary>ONNX element types of .NET types.</summary>
public static class ElementTypes
{
    private static readonly Dictionary<Type, DataType> Known = new()
    {
        [typeof(bool)] = DataType.Bool,
        [typeof(byte)] = DataType.Uint8,
        [typeof(sbyte)] = DataType.Int8,
        [typeof(ushort)] = DataType.Uint16,
        [typeof(short)] = DataType.Int16,
        [typeof(uint)] = DataType.Uint32,
        [typeof(int)] = DataType.Int32,
        [typeof(ulong)] = DataType.Uint64,
        [typeof(long)] = DataType.Int64,
        [typeof(Half)] = DataType.Float16,
        [typeof(float)] = DataType.Float,
        [typeof(double)] = DataType.Double,
    };

    /// <summary>The ONNX type whose elements have the form of <typeparamref name="T"/>.</summary>
    /// <exception cref="ArgumentException">ONNX has no element type for <typeparamref name="T"/>.</exception>
    public static DataType Of<T>()
        where T : unmanaged =>
        Known.TryGetValue(typeof(T), out var type)
            ? type
            : throw new ArgumentException($"ONNX has no element type for {typeof(T)}.", nameof(T));
}
