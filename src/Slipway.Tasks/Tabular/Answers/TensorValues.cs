using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Slipway.Tensors;

namespace Slipway.Tasks.Tabular.Answers;

/// <summary>The elements of an output, whatever its datatype. They are the tensor's, and gone with it.</summary>
internal sealed class TensorValues
{
    private readonly Tensor _tensor;
    private readonly string[]? _texts;

    public TensorValues(Tensor tensor)
    {
        _tensor = tensor;
        _texts = tensor.DataType == DataType.Bytes ? tensor.ToStrings() : null;
        Rows = tensor.Shape.Rank == 0 ? 1 : checked((int)tensor.Shape[0]);
        Width = Rows == 0 ? 0 : checked((int)(tensor.ElementCount / Rows));
    }

    public int Rows { get; }

    /// <summary>Elements of a row.</summary>
    public int Width { get; }

    public bool IsText => _texts is not null;

    /// <summary>The whole number that an element is; -1 where it is none that can be a place in a list.</summary>
    public int PlaceAt(int at) =>
        !IsText && NumberAt(at) is var number && number is >= 0 and < int.MaxValue && double.IsInteger(number)
            ? (int)number
            : -1;

    public double NumberAt(int at) =>
        _tensor.DataType switch
        {
            DataType.Bool => _tensor.Bytes[at],
            DataType.UInt8 => As<byte>(at),
            DataType.UInt16 => As<ushort>(at),
            DataType.UInt32 => As<uint>(at),
            DataType.UInt64 => As<ulong>(at),
            DataType.Int8 => As<sbyte>(at),
            DataType.Int16 => As<short>(at),
            DataType.Int32 => As<int>(at),
            DataType.Int64 => As<long>(at),
            DataType.Fp16 => As<Half>(at),
            DataType.Fp32 => As<float>(at),
            DataType.Fp64 => As<double>(at),
            _ => double.NaN,
        };

    /// <summary>An element as a text; numbers that are none are empty.</summary>
    public string TextAt(int at)
    {
        if (_texts is not null)
            return _texts[at];
        return _tensor.DataType switch
        {
            DataType.Bool => _tensor.Bytes[at] == 0 ? "false" : "true",
            DataType.Fp16 => Text(_tensor.AsSpan<Half>()[at]),
            DataType.Fp32 => Text(_tensor.AsSpan<float>()[at]),
            DataType.Fp64 => Text(_tensor.AsSpan<double>()[at]),
            DataType.Int64 => Text(_tensor.AsSpan<long>()[at]),
            DataType.UInt64 => Text(_tensor.AsSpan<ulong>()[at]),
            _ => NumberAt(at).ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Writes an element. JSON has no NaN and no infinity: they are null.</summary>
    public void Write(Utf8JsonWriter writer, int at)
    {
        if (IsText)
            writer.WriteStringValue(_texts![at]);
        else if (_tensor.DataType == DataType.Bool)
            writer.WriteBooleanValue(_tensor.Bytes[at] != 0);
        else if (TextAt(at) is { Length: > 0 } number)
            writer.WriteRawValue(number, skipInputValidation: true);
        else
            writer.WriteNullValue();
    }

    private double As<T>(int at)
        where T : unmanaged, INumber<T> => double.CreateSaturating(_tensor.AsSpan<T>()[at]);

    private static string Text<T>(T value)
        where T : INumber<T> => T.IsFinite(value) ? value.ToString(null, CultureInfo.InvariantCulture) : "";
}
