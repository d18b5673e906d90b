using System.Runtime.InteropServices;
using Slipway.Tensors;

namespace Slipway.Protocols.TensorFlowServing.Examples;

/// <summary>
/// All values of one feature in the order of the examples, as the tensor will hold them. Owns its memory until
/// <see cref="Detach"/>. Not thread-safe.
/// </summary>
internal sealed class FeatureColumn(string name, ushort index) : IDisposable
{
    // What every integer up to here is as a float, exactly.
    private const long LargestExact = 1 << 24;

    private TensorBufferWriter? _values;

    public string Name => name;

    public ushort Index => index;

    public FeatureKind Kind { get; private set; }

    /// <summary>Whether the values are the context's, the same for every example.</summary>
    public bool IsContext { get; init; }

    /// <summary>Values so far.</summary>
    public int Count { get; private set; }

    /// <summary>The example that had the feature last; -1 for none, and for the context.</summary>
    public int LastExample { get; set; } = -1;

    /// <summary>The values of a fixed-size kind.</summary>
    public ReadOnlySpan<T> Values<T>()
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Bytes);

    /// <summary>The values as bytes; of <see cref="FeatureKind.Bytes"/> the framed elements.</summary>
    public ReadOnlySpan<byte> Bytes => _values is null ? [] : _values.Written;

    /// <summary>False where the column holds bytes.</summary>
    public bool TryAdd(float value)
    {
        if (Kind == FeatureKind.Int64 && !TryBecomeFloat())
            return false;
        if (!TryBecome(FeatureKind.Float))
            return false;
        Append(value);
        return true;
    }

    /// <summary>False where the column holds bytes, or floats among which the integer would lose digits.</summary>
    public bool TryAdd(long value)
    {
        if (Kind == FeatureKind.Float)
            return value is >= -LargestExact and <= LargestExact && TryAdd((float)value);
        if (!TryBecome(FeatureKind.Int64))
            return false;
        Append(value);
        return true;
    }

    /// <summary>False where the column holds numbers.</summary>
    public bool TryAdd(ReadOnlySpan<byte> value)
    {
        if (!TryBecome(FeatureKind.Bytes))
            return false;
        BytesElements.Append(_values!, value);
        Count++;
        return true;
    }

    /// <summary>The same values so many times, in a column of its own.</summary>
    public FeatureColumn Repeat(int times)
    {
        var repeated = new FeatureColumn(name, index)
        {
            Kind = Kind,
            Count = Count * times,
            _values = new TensorBufferWriter(Math.Max(1, Bytes.Length * times)),
        };
        for (var i = 0; i < times; i++)
        {
            repeated._values.Write(Bytes);
        }

        return repeated;
    }

    /// <summary>Hands the values over.</summary>
    public TensorBuffer Detach(out int length)
    {
        var values = _values ?? new TensorBufferWriter(1);
        _values = null;
        length = values.WrittenLength;
        return values.Detach();
    }

    public void Dispose()
    {
        _values?.Dispose();
        _values = null;
    }

    private bool TryBecome(FeatureKind kind)
    {
        if (Kind != FeatureKind.None)
            return Kind == kind;
        Kind = kind;
        _values = new TensorBufferWriter();
        return true;
    }

    // JSON writes whole numbers without a point, so a feature of floats may begin with integers.
    private bool TryBecomeFloat()
    {
        var integers = Values<long>();
        if (integers.ContainsAnyExceptInRange(-LargestExact, LargestExact))
            return false;
        var floats = new TensorBufferWriter(Math.Max(1, integers.Length) * sizeof(float));
        foreach (var value in integers)
        {
            MemoryMarshal.Write(floats.GetSpan(sizeof(float)), (float)value);
            floats.Advance(sizeof(float));
        }

        _values!.Dispose();
        (_values, Kind) = (floats, FeatureKind.Float);
        return true;
    }

    private void Append<T>(T value)
        where T : unmanaged
    {
        var span = _values!.GetSpan(Marshal.SizeOf<T>());
        MemoryMarshal.Write(span, value);
        _values.Advance(Marshal.SizeOf<T>());
        Count++;
    }
}
