using System.Numerics;
using Slipway.Tensors;

namespace Slipway.Tasks.Tabular.Columns;

/// <summary>Chooses the encoder of a column by the datatype of its input.</summary>
internal static class Encoders
{
    /// <summary>Whether records can carry what an input of this type holds.</summary>
    public static bool Takes(DataType type) => type != DataType.BF16;

    /// <summary>One value in an input of <paramref name="type"/>, as an author says it who says nothing else.</summary>
    public static ColumnEncoder Plain(DataType type) =>
        type switch
        {
            DataType.Bytes => new TextEncoder([]),
            DataType.Bool => new BooleanEncoder<bool>(static value => value),
            _ => Number(type, 0, 1),
        };

    public static ColumnEncoder Number(DataType type, double offset, double divisor) =>
        Create(type, new NumberFactory(offset, divisor));

    public static ColumnEncoder Boolean(DataType type) =>
        type == DataType.Bool ? Plain(type) : Create(type, new BooleanFactory());

    /// <exception cref="OverflowException">A number does not fit the type.</exception>
    public static ColumnEncoder Category(
        DataType type,
        IReadOnlyList<KeyValuePair<string, double>> categories,
        bool isOneHot
    ) => Create(type, new CategoryFactory(categories, isOneHot));

    private static ColumnEncoder Create<TFactory>(DataType type, TFactory factory)
        where TFactory : IFactory =>
        type switch
        {
            DataType.UInt8 => factory.Create<byte>(),
            DataType.UInt16 => factory.Create<ushort>(),
            DataType.UInt32 => factory.Create<uint>(),
            DataType.UInt64 => factory.Create<ulong>(),
            DataType.Int8 => factory.Create<sbyte>(),
            DataType.Int16 => factory.Create<short>(),
            DataType.Int32 => factory.Create<int>(),
            DataType.Int64 => factory.Create<long>(),
            DataType.Fp16 => factory.Create<Half>(),
            DataType.Fp32 => factory.Create<float>(),
            DataType.Fp64 => factory.Create<double>(),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No number."),
        };

    private interface IFactory
    {
        ColumnEncoder Create<T>()
            where T : unmanaged, INumber<T>;
    }

    private readonly struct NumberFactory(double offset, double divisor) : IFactory
    {
        public ColumnEncoder Create<T>()
            where T : unmanaged, INumber<T> => new NumberEncoder<T>(offset, divisor);
    }

    private readonly struct BooleanFactory : IFactory
    {
        public ColumnEncoder Create<T>()
            where T : unmanaged, INumber<T> => BooleanEncoders.Of<T>();
    }

    private readonly struct CategoryFactory(IReadOnlyList<KeyValuePair<string, double>> categories, bool isOneHot)
        : IFactory
    {
        public ColumnEncoder Create<T>()
            where T : unmanaged, INumber<T> => new CategoryEncoder<T>(categories, isOneHot);
    }
}
