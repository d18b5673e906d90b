using System.Text.Json;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Handlers.Rows;

/// <summary>Which .NET types become tensors. Tables of what the compiler has seen, for programs compiled ahead of time.</summary>
internal static class ColumnTypes
{
    private static readonly Dictionary<
        Type,
        (DataType Type, bool IsArray, Func<TensorSpec, int?, Column> Create)
    > Known = Table();

    /// <summary>For messages.</summary>
    public const string Expected =
        "float, double, Half, bool, an integer type, string, byte[] (a byte string), or an array of these";

    public static bool Has(Type type) => Known.ContainsKey(type);

    /// <param name="type">One that <see cref="Has"/> knows.</param>
    /// <param name="property">The property's name.</param>
    /// <param name="said">What its attribute says.</param>
    /// <param name="isOptional">Whether requests may leave it out.</param>
    public static Column Create(Type type, string property, TensorAttribute? said, bool isOptional)
    {
        var (dataType, isArray, create) = Known[type];
        int? length = isArray ? (said?.Length is > 0 and var fixedLength ? fixedLength : -1) : null;
        var shape = length is { } second ? new TensorShape(-1, second) : new TensorShape(-1);
        var spec = new TensorSpec(said?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property), dataType, shape)
        {
            IsOptional = isOptional,
            Description = said?.Description,
            Labels = said?.Labels ?? [],
        };
        return create(spec, length);
    }

    private static Dictionary<Type, (DataType, bool, Func<TensorSpec, int?, Column>)> Table()
    {
        var table = new Dictionary<Type, (DataType, bool, Func<TensorSpec, int?, Column>)>();
        AddNumber<bool>();
        AddNumber<byte>();
        AddNumber<ushort>();
        AddNumber<uint>();
        AddNumber<ulong>();
        AddNumber<sbyte>();
        AddNumber<short>();
        AddNumber<int>();
        AddNumber<long>();
        AddNumber<Half>();
        AddNumber<float>();
        AddNumber<double>();
        // After the numbers: byte[] is one byte string, not an array of numbers.
        Add<string>(DataType.Bytes, BytesColumns.OfTexts);
        Add<byte[]>(DataType.Bytes, BytesColumns.OfBytes);
        return table;

        void AddNumber<T>()
            where T : unmanaged =>
            Add<T>(DataTypes.Of<T>()!.Value, static (spec, length) => new NumberColumn<T>(spec, length));

        void Add<T>(DataType type, Func<TensorSpec, int?, Column> create)
        {
            table[typeof(T)] = (type, false, create);
            table[typeof(T[])] = (type, true, create);
        }
    }
}
