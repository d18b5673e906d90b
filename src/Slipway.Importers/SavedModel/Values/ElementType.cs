using Slipway.Importers.SavedModel.Proto;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Values;

/// <summary>What TensorFlow's element types are in ONNX.</summary>
internal static class ElementType
{
    // A type that refers to a variable is the variable's type plus this.
    private const int Reference = 100;

    private static readonly Dictionary<DataType, OnnxType> Known = new()
    {
        [DataType.DtFloat] = OnnxType.Float,
        [DataType.DtDouble] = OnnxType.Double,
        [DataType.DtInt32] = OnnxType.Int32,
        [DataType.DtUint8] = OnnxType.Uint8,
        [DataType.DtInt16] = OnnxType.Int16,
        [DataType.DtInt8] = OnnxType.Int8,
        [DataType.DtString] = OnnxType.String,
        [DataType.DtInt64] = OnnxType.Int64,
        [DataType.DtBool] = OnnxType.Bool,
        [DataType.DtBfloat16] = OnnxType.Bfloat16,
        [DataType.DtUint16] = OnnxType.Uint16,
        [DataType.DtHalf] = OnnxType.Float16,
        [DataType.DtUint32] = OnnxType.Uint32,
        [DataType.DtUint64] = OnnxType.Uint64,
    };

    /// <summary>The type with the same elements, or null where ONNX has none (complex numbers, handles).</summary>
    public static OnnxType? OrNull(DataType type)
    {
        var plain = (int)type > Reference ? (DataType)((int)type - Reference) : type;
        return Known.TryGetValue(plain, out var known) ? known : null;
    }

    /// <exception cref="ImportException">ONNX has no such type.</exception>
    public static OnnxType Of(DataType type) =>
        OrNull(type)
        ?? throw new ImportException(ImportReasons.Unsupported, $"Elements of type {Name(type)} cannot be imported.");

    /// <summary>TensorFlow's own word, <c>complex64</c>.</summary>
    public static string Name(DataType type) => type.ToString()[2..].ToLowerInvariant();

    /// <summary>How many bytes an element takes; 0 for strings, which have no fixed size.</summary>
    public static int Size(OnnxType type) =>
        type switch
        {
            OnnxType.Double or OnnxType.Int64 or OnnxType.Uint64 => 8,
            OnnxType.Float or OnnxType.Int32 or OnnxType.Uint32 => 4,
            OnnxType.Float16 or OnnxType.Bfloat16 or OnnxType.Int16 or OnnxType.Uint16 => 2,
            OnnxType.String => 0,
            _ => 1,
        };

    public static bool IsFloating(OnnxType type) =>
        type is OnnxType.Float or OnnxType.Double or OnnxType.Float16 or OnnxType.Bfloat16;
}
