using System.Text.Json;
using Parquet;
using Parquet.Schema;

namespace Slipway.Cli.Predict.Rows;

/// <summary>Reads a flat column of one row group, whatever its type.</summary>
internal static class ParquetColumn
{
    public static Task<JsonElement[]> ReadAsync(
        ParquetRowGroupReader group,
        DataField field,
        int count,
        CancellationToken cancellationToken
    )
    {
        var type = field.ClrType;
        return type == typeof(string) || type == typeof(ReadOnlyMemory<char>)
                ? ReadTextAsync(group, field, count, cancellationToken)
            : type == typeof(byte[]) || type == typeof(ReadOnlyMemory<byte>)
                ? ReadBytesAsync(group, field, count, cancellationToken)
            : type == typeof(bool) ? ReadAsync<bool>(group, field, count, cancellationToken)
            : type == typeof(sbyte) ? ReadAsync<sbyte>(group, field, count, cancellationToken)
            : type == typeof(byte) ? ReadAsync<byte>(group, field, count, cancellationToken)
            : type == typeof(short) ? ReadAsync<short>(group, field, count, cancellationToken)
            : type == typeof(ushort) ? ReadAsync<ushort>(group, field, count, cancellationToken)
            : type == typeof(int) ? ReadAsync<int>(group, field, count, cancellationToken)
            : type == typeof(uint) ? ReadAsync<uint>(group, field, count, cancellationToken)
            : type == typeof(long) ? ReadAsync<long>(group, field, count, cancellationToken)
            : type == typeof(ulong) ? ReadAsync<ulong>(group, field, count, cancellationToken)
            : type == typeof(float) ? ReadAsync<float>(group, field, count, cancellationToken)
            : type == typeof(double) ? ReadAsync<double>(group, field, count, cancellationToken)
            : type == typeof(decimal) ? ReadAsync<decimal>(group, field, count, cancellationToken)
            : type == typeof(DateTime) ? ReadAsync<DateTime>(group, field, count, cancellationToken)
            : type == typeof(Guid) ? ReadAsync<Guid>(group, field, count, cancellationToken)
            : throw CliException.Usage(
                $"The column '{field.Name}' is of the type {type.Name}, which cannot be sent as JSON."
            );
    }

    private static async Task<JsonElement[]> ReadAsync<T>(
        ParquetRowGroupReader group,
        DataField field,
        int count,
        CancellationToken cancellationToken
    )
        where T : struct
    {
        if (field.IsNullable)
        {
            var values = new T?[count];
            await group.ReadAsync(field, values.AsMemory(), cancellationToken: cancellationToken);
            return Array.ConvertAll(values, value => JsonValues.Of(value));
        }

        var plain = new T[count];
        await group.ReadAsync(field, plain.AsMemory(), cancellationToken: cancellationToken);
        return Array.ConvertAll(plain, value => JsonValues.Of(value));
    }

    private static async Task<JsonElement[]> ReadTextAsync(
        ParquetRowGroupReader group,
        DataField field,
        int count,
        CancellationToken cancellationToken
    )
    {
        var values = new string?[count];
        await group.ReadAsync(field, values.AsMemory(), cancellationToken: cancellationToken);
        return Array.ConvertAll(values, JsonValues.Of);
    }

    private static async Task<JsonElement[]> ReadBytesAsync(
        ParquetRowGroupReader group,
        DataField field,
        int count,
        CancellationToken cancellationToken
    )
    {
        var values = new byte[]?[count];
        await group.ReadAsync(field, values.AsMemory(), cancellationToken: cancellationToken);
        return Array.ConvertAll(values, JsonValues.Of);
    }
}
