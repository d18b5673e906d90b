using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Slipway.Tensors;

namespace Slipway.Cli.Inputs;

/// <summary>Tensor elements from text (a CSV cell, a JSON literal) and from numbers.</summary>
internal static class ElementText
{
    private const NumberStyles Integers =
        NumberStyles.Integer | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Appends one element; false where the text is no value of the type or out of its range.</summary>
    public static bool TryAppend(TensorBufferWriter writer, DataType type, string text) =>
        type switch
        {
            DataType.Bool => TryAppendBool(writer, text.Trim()),
            DataType.UInt8 => TryAppendInteger<byte>(writer, text),
            DataType.UInt16 => TryAppendInteger<ushort>(writer, text),
            DataType.UInt32 => TryAppendInteger<uint>(writer, text),
            DataType.UInt64 => TryAppendInteger<ulong>(writer, text),
            DataType.Int8 => TryAppendInteger<sbyte>(writer, text),
            DataType.Int16 => TryAppendInteger<short>(writer, text),
            DataType.Int32 => TryAppendInteger<int>(writer, text),
            DataType.Int64 => TryAppendInteger<long>(writer, text),
            DataType.Fp16 => TryAppendFloat<Half>(writer, text),
            DataType.BF16 => TryAppendBrainFloat(writer, text),
            DataType.Fp32 => TryAppendFloat<float>(writer, text),
            DataType.Fp64 => TryAppendFloat<double>(writer, text),
            DataType.Bytes => AppendBytes(writer, text),
            _ => false,
        };

    /// <summary>Appends a number, rounded where the type is an integer; it must be in the type's range.</summary>
    public static void AppendNumber(TensorBufferWriter writer, DataType type, double value)
    {
        var text = type is DataType.Fp16 or DataType.BF16 or DataType.Fp32 or DataType.Fp64
            ? value.ToString("R", CultureInfo.InvariantCulture)
            : Math.Round(value, MidpointRounding.AwayFromZero).ToString("F0", CultureInfo.InvariantCulture);
        if (!TryAppend(writer, type, text))
            throw CliException.Usage($"The value {text} does not fit the datatype {type.Name()}.");
    }

    private static bool TryAppendBool(TensorBufferWriter writer, string text)
    {
        bool? value = text.ToLowerInvariant() switch
        {
            "true" or "1" => true,
            "false" or "0" => false,
            _ => null,
        };
        if (value is { } known)
            Append(writer, known);
        return value is not null;
    }

    private static bool TryAppendInteger<T>(TensorBufferWriter writer, string text)
        where T : unmanaged, IBinaryInteger<T>
    {
        var ok = T.TryParse(text, Integers, CultureInfo.InvariantCulture, out var value);
        if (ok)
            Append(writer, value);
        return ok;
    }

    private static bool TryAppendFloat<T>(TensorBufferWriter writer, string text)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (
            !T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            || Overflowed(value, text)
        )
            return false;
        Append(writer, value);
        return true;
    }

    private static bool TryAppendBrainFloat(TensorBufferWriter writer, string text)
    {
        if (!float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            return false;
        var bits = BitConverter.SingleToUInt32Bits(value);
        // Round to nearest even; a NaN keeps a quiet bit whatever its payload was.
        var upper = float.IsNaN(value) ? (bits >> 16) | 0x40 : (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16;
        if (Overflowed(BitConverter.UInt32BitsToSingle(upper << 16), text))
            return false;
        Append(writer, (ushort)upper);
        return true;
    }

    // The parsers give infinity for numbers beyond the range; only an infinity that was written as one is meant.
    private static bool Overflowed<T>(T value, string text)
        where T : IBinaryFloatingPointIeee754<T> =>
        T.IsInfinity(value) && !text.Contains("inf", StringComparison.OrdinalIgnoreCase) && !text.Contains('∞');

    private static bool AppendBytes(TensorBufferWriter writer, string text)
    {
        BytesElements.Append(writer, Encoding.UTF8.GetBytes(text));
        return true;
    }

    private static void Append<T>(TensorBufferWriter writer, T value)
        where T : unmanaged => writer.Write(MemoryMarshal.AsBytes([value]));
}
