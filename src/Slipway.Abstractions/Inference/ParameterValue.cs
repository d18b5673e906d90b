using System.Globalization;

namespace Slipway.Inference;

/// <summary>The kinds of value a request parameter may have.</summary>
public enum ParameterKind
{
    Boolean,
    Int64,
    UInt64,
    Double,
    String,
}

/// <summary>
/// A parameter of a request, an input or an output: a boolean, an integer, a number or a string
/// (Open Inference Protocol V2, "Parameters"). Immutable.
/// </summary>
public readonly record struct ParameterValue
{
    private readonly ulong _bits;
    private readonly string? _text;

    public ParameterValue(bool value)
    {
        Kind = ParameterKind.Boolean;
        _bits = value ? 1UL : 0UL;
    }

    public ParameterValue(long value)
    {
        Kind = ParameterKind.Int64;
        _bits = (ulong)value;
    }

    public ParameterValue(ulong value)
    {
        Kind = ParameterKind.UInt64;
        _bits = value;
    }

    public ParameterValue(double value)
    {
        Kind = ParameterKind.Double;
        _bits = BitConverter.DoubleToUInt64Bits(value);
    }

    public ParameterValue(string value)
    {
        Kind = ParameterKind.String;
        _text = value;
    }

    public ParameterKind Kind { get; }

    /// <summary>The value where <see cref="Kind"/> is Boolean, else null.</summary>
    public bool? AsBoolean => Kind == ParameterKind.Boolean ? _bits != 0 : null;

    /// <summary>The value where it is an integer that fits, else null.</summary>
    public long? AsInt64 =>
        Kind switch
        {
            ParameterKind.Int64 => (long)_bits,
            ParameterKind.UInt64 when _bits <= long.MaxValue => (long)_bits,
            _ => null,
        };

    /// <summary>The value where it is a non-negative integer, else null.</summary>
    public ulong? AsUInt64 =>
        Kind switch
        {
            ParameterKind.UInt64 => _bits,
            ParameterKind.Int64 when (long)_bits >= 0 => _bits,
            _ => null,
        };

    /// <summary>The value where <see cref="Kind"/> is Double, else null.</summary>
    public double? AsDouble => Kind == ParameterKind.Double ? BitConverter.UInt64BitsToDouble(_bits) : null;

    /// <summary>The value where <see cref="Kind"/> is String, else null.</summary>
    public string? AsString => _text;

    public override string ToString() =>
        Kind switch
        {
            ParameterKind.Boolean => _bits != 0 ? "true" : "false",
            ParameterKind.Int64 => ((long)_bits).ToString(CultureInfo.InvariantCulture),
            ParameterKind.UInt64 => _bits.ToString(CultureInfo.InvariantCulture),
            ParameterKind.Double => BitConverter.UInt64BitsToDouble(_bits).ToString("R", CultureInfo.InvariantCulture),
            _ => _text ?? "",
        };
}
