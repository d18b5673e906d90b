using System.Text.Json;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Cli.Inputs;

/// <summary>A tensor from nested or flat JSON arrays, or from a single value.</summary>
internal static class JsonTensor
{
    /// <summary>Reads the values; a ragged array or a value of another type is a usage error.</summary>
    /// <param name="data">The values.</param>
    /// <param name="spec">Name and datatype; its shape is what the server expects.</param>
    /// <param name="declared">The shape that was written beside the data; null to take it from the nesting.</param>
    public static Tensor Read(JsonElement data, TensorSpec spec, TensorShape? declared)
    {
        var nesting = Nesting(data, spec.Name);
        using var builder = new TensorBuilder(spec);
        Flatten(data, nesting, depth: 0, builder);
        return builder.Build(declared ?? InputShape.Fit(spec, new TensorShape(nesting)));
    }

    private static long[] Nesting(JsonElement data, string name)
    {
        var dims = new List<long>();
        for (var at = data; at.ValueKind == JsonValueKind.Array; at = at[0])
        {
            dims.Add(at.GetArrayLength());
            if (dims.Count > TensorShape.MaxRank)
                throw CliException.Usage($"Input '{name}' is nested over {TensorShape.MaxRank} levels deep.");
            if (at.GetArrayLength() == 0)
                break;
        }

        return [.. dims];
    }

    private static void Flatten(JsonElement data, ReadOnlySpan<long> nesting, int depth, TensorBuilder builder)
    {
        var isArray = data.ValueKind == JsonValueKind.Array;
        if (isArray != depth < nesting.Length || (isArray && data.GetArrayLength() != nesting[depth]))
        {
            throw CliException.Usage(
                $"Input '{builder.Spec.Name}' is ragged: at depth {depth} every part must be "
                    + (depth < nesting.Length ? $"an array of {nesting[depth]} elements." : "a single value.")
            );
        }

        if (!isArray)
        {
            builder.Add(Text(data, builder.Spec), "in the JSON");
            return;
        }

        foreach (var part in data.EnumerateArray())
        {
            Flatten(part, nesting, depth + 1, builder);
        }
    }

    private static string Text(JsonElement value, TensorSpec spec) =>
        value.ValueKind switch
        {
            // Numbers as strings are a mistake more often than not; NaN and the infinities have no other JSON form.
            JsonValueKind.String when spec.DataType == DataType.Bytes || !IsNumber(value.GetString()!) =>
                value.GetString()!,
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False when spec.DataType != DataType.Bytes =>
                value.GetRawText(),
            _ => throw CliException.Usage(
                $"Input '{spec.Name}' of datatype {spec.DataType.Name()} cannot hold {value.GetRawText()}."
            ),
        };

    private static bool IsNumber(string text) => text.Length > 0 && (char.IsAsciiDigit(text[^1]) || text[^1] == '.');
}
