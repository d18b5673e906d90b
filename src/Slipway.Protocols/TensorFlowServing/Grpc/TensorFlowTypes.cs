using Slipway.Errors;
using Slipway.Protocols.TensorFlowServing.Grpc.Proto;
using DataType = Slipway.Tensors.DataType;
using TensorFlowType = Slipway.Protocols.TensorFlowServing.Grpc.Proto.DataType;

namespace Slipway.Protocols.TensorFlowServing.Grpc;

/// <summary>TensorFlow's element types, and the field of TensorProto that holds the values of each.</summary>
internal static class TensorFlowTypes
{
    /// <summary>The field <c>tensor_content</c>, which any type may use.</summary>
    public const int ContentField = 4;

    private static readonly (DataType Type, TensorFlowType Theirs, int Field)[] Table =
    [
        (DataType.Bool, TensorFlowType.DtBool, 11),
        (DataType.UInt8, TensorFlowType.DtUint8, 7),
        (DataType.UInt16, TensorFlowType.DtUint16, 7),
        (DataType.UInt32, TensorFlowType.DtUint32, 16),
        (DataType.UInt64, TensorFlowType.DtUint64, 17),
        (DataType.Int8, TensorFlowType.DtInt8, 7),
        (DataType.Int16, TensorFlowType.DtInt16, 7),
        (DataType.Int32, TensorFlowType.DtInt32, 7),
        (DataType.Int64, TensorFlowType.DtInt64, 10),
        (DataType.Fp16, TensorFlowType.DtHalf, 13),
        (DataType.BF16, TensorFlowType.DtBfloat16, 13),
        (DataType.Fp32, TensorFlowType.DtFloat, 5),
        (DataType.Fp64, TensorFlowType.DtDouble, 6),
        (DataType.Bytes, TensorFlowType.DtString, 8),
    ];

    public static TensorFlowType Of(DataType type) => Table[(int)type].Theirs;

    /// <summary>The number of the list that holds values of <paramref name="type"/>.</summary>
    public static int FieldOf(DataType type) => Table[(int)type].Field;

    /// <summary>Whether a field of TensorProto holds elements in a form of their own.</summary>
    public static bool IsValueField(int field) => field is >= 5 and <= 18;

    /// <summary>A field of TensorProto by the name it has in the contract.</summary>
    public static string FieldName(int field) => TensorProto.Descriptor.FindFieldByNumber(field).Name;

    /// <exception cref="ServingException">
    /// Unsupported, with the type's name, where it is one that no model here has; InvalidArgument where it is none.
    /// </exception>
    public static DataType Parse(long number)
    {
        foreach (var (type, theirs, _) in Table)
        {
            if ((long)theirs == number)
                return type;
        }

        throw number == (long)TensorFlowType.DtInvalid
            ? ServingException.InvalidArgument("dtype is missing; set the element type, for example DT_FLOAT.")
            : ServingException.Unsupported($"dtype {Name(number)} is not supported. Supported: {Supported}.");
    }

    private static string Supported => string.Join(", ", Table.Select(row => Name((long)row.Theirs)));

    private static string Name(long number) =>
        number is >= 0 and <= int.MaxValue
        && TypesReflection.Descriptor.EnumTypes[0].FindValueByNumber((int)number) is { } value
            ? value.Name
            : number.ToString(null, System.Globalization.CultureInfo.InvariantCulture);
}
