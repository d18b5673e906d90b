using System.Runtime.InteropServices;
using System.Text.Json;

namespace Slipway.Benchmarks.Data;

/// <summary>One input as a request carries it; the values repeat from run to run.</summary>
public sealed class RequestInput
{
    private readonly float[]? _floats;
    private readonly long[]? _ids;

    private RequestInput(string name, string dataType, long[] dimensions, float[]? floats, long[]? ids)
    {
        (Name, DataType, Dimensions, _floats, _ids) = (name, dataType, dimensions, floats, ids);
    }

    public string Name { get; }

    /// <summary>As the protocols write it.</summary>
    public string DataType { get; }

    public long[] Dimensions { get; }

    public ReadOnlySpan<float> Floats => _floats;

    public ReadOnlySpan<long> Ids => _ids;

    /// <summary>The elements as binary tensors and gRPC's raw contents have them.</summary>
    public ReadOnlySpan<byte> Bytes =>
        _floats is null ? MemoryMarshal.AsBytes<long>(_ids) : MemoryMarshal.AsBytes<float>(_floats);

    /// <summary>FP32, uniform in [0, 1): as JSON most have eight or nine digits.</summary>
    public static RequestInput Uniform(string name, params long[] dimensions)
    {
        var random = new Random(1);
        var values = new float[Count(dimensions)];
        foreach (ref var value in values.AsSpan())
        {
            value = random.NextSingle();
        }

        return new RequestInput(name, "FP32", dimensions, values, null);
    }

    /// <summary>INT64, uniform from <paramref name="least"/> to less than <paramref name="limit"/>.</summary>
    public static RequestInput Integers(string name, long least, long limit, params long[] dimensions)
    {
        var random = new Random(1);
        var values = new long[Count(dimensions)];
        foreach (ref var value in values.AsSpan())
        {
            value = random.NextInt64(least, limit);
        }

        return new RequestInput(name, "INT64", dimensions, null, values);
    }

    /// <param name="json">The array is written to it.</param>
    /// <param name="widen">
    /// Whether floats are widened first: the 17 digits that clients in Python and JavaScript send.
    /// </param>
    public void WriteJson(Utf8JsonWriter json, bool widen = false)
    {
        json.WriteStartArray();
        foreach (var value in Floats)
        {
            if (widen)
                json.WriteNumberValue((double)value);
            else
                json.WriteNumberValue(value);
        }

        foreach (var value in Ids)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }

    private static int Count(long[] dimensions) => (int)dimensions.Aggregate(1L, (product, d) => checked(product * d));
}
