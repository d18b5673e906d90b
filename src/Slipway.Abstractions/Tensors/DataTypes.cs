namespace Slipway.Tensors;

/// <summary>Wire names, element sizes and .NET types of <see cref="DataType"/>.</summary>
public static class DataTypes
{
    private static readonly string[] Names =
    [
        "BOOL",
        "UINT8",
        "UINT16",
        "UINT32",
        "UINT64",
        "INT8",
        "INT16",
        "INT32",
        "INT64",
        "FP16",
        "BF16",
        "FP32",
        "FP64",
        "BYTES",
    ];

    private static readonly int[] Sizes = [1, 1, 2, 4, 8, 1, 2, 4, 8, 2, 2, 4, 8, 0];

    /// <summary>All names, in the order of the enum, for messages that list what is allowed.</summary>
    public static IReadOnlyList<string> AllNames => Names;

    /// <summary>The protocol's name, for example <c>FP32</c>.</summary>
    public static string Name(this DataType type) => Names[(int)type];

    /// <summary>Bytes of one element; 0 for <see cref="DataType.Bytes"/>, whose elements vary.</summary>
    public static int ElementSize(this DataType type) => Sizes[(int)type];

    /// <summary>Parses a protocol name; upper case only, as the specification writes them.</summary>
    public static bool TryParse(ReadOnlySpan<char> name, out DataType type)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            if (name.SequenceEqual(Names[i]))
            {
                type = (DataType)i;
                return true;
            }
        }

        type = default;
        return false;
    }

    /// <summary>Parses a protocol name from ASCII bytes without making a string.</summary>
    public static bool TryParse(ReadOnlySpan<byte> name, out DataType type)
    {
        Span<char> chars = stackalloc char[8];
        if (name.Length > chars.Length)
        {
            type = default;
            return false;
        }

        for (var i = 0; i < name.Length; i++)
        {
            chars[i] = (char)name[i];
        }

        return TryParse(chars[..name.Length], out type);
    }

    /// <summary>The data type that carries <typeparamref name="T"/>, or null where there is none.</summary>
    public static DataType? Of<T>()
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
            return DataType.Fp32;
        if (typeof(T) == typeof(double))
            return DataType.Fp64;
        if (typeof(T) == typeof(long))
            return DataType.Int64;
        if (typeof(T) == typeof(int))
            return DataType.Int32;
        if (typeof(T) == typeof(short))
            return DataType.Int16;
        if (typeof(T) == typeof(sbyte))
            return DataType.Int8;
        if (typeof(T) == typeof(ulong))
            return DataType.UInt64;
        if (typeof(T) == typeof(uint))
            return DataType.UInt32;
        if (typeof(T) == typeof(ushort))
            return DataType.UInt16;
        if (typeof(T) == typeof(byte))
            return DataType.UInt8;
        if (typeof(T) == typeof(bool))
            return DataType.Bool;
        if (typeof(T) == typeof(Half))
            return DataType.Fp16;
        return null;
    }
}
