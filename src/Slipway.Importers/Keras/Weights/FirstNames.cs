using System.Text.RegularExpressions;
using Slipway.Importers.Keras.Reading;

namespace Slipway.Importers.Keras.Weights;

/// <summary>
/// The names of weights in files of Keras 1, in which the layer's name and the weight's make one word:
/// <c>dense_1_W</c>. The gates of recurrent layers have weights of their own: <c>lstm_1_W_i</c>.
/// </summary>
internal static partial class FirstNames
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["W"] = "kernel",
        ["U"] = "recurrent_kernel",
        ["b"] = "bias",
        ["running_mean"] = "moving_mean",
        // It holds variances, whatever it is called.
        ["running_std"] = "moving_variance",
        ["alphas"] = "alpha",
    };

    private static readonly Dictionary<string, string> Letters = new()
    {
        ["kernel"] = "W_",
        ["recurrent_kernel"] = "U_",
        ["bias"] = "b_",
    };

    // In the order of the one weight that holds them all: an LSTM's, a GRU's.
    private static readonly string[] Gates = ["ifco", "zrh"];

    /// <summary>The layer's name and the weight's.</summary>
    public static string[] Split(string name)
    {
        var parts = Suffix().Match(name);
        if (!parts.Success)
            return [name];
        var weight = parts.Groups["weight"].Value;
        return [parts.Groups["layer"].Value, Names.GetValueOrDefault(weight, weight)];
    }

    /// <summary>The weights of the gates that make up one weight; null where it is not in parts.</summary>
    public static IReadOnlyList<LegacyWeight>? PartsOf(string name, IReadOnlyList<LegacyWeight> weights)
    {
        if (!Letters.TryGetValue(name, out var letter))
            return null;
        foreach (var gates in Gates)
        {
            var parts = gates
                .Select(gate => weights.Where(weight => weight.Segments[^1] == letter + gate).ToList())
                .ToList();
            if (parts.TrueForAll(part => part.Count == 1))
                return parts.ConvertAll(part => part[0]);
        }

        return null;
    }

    /// <summary>Joins weights along their last axis.</summary>
    public static Weight Join(IReadOnlyList<Weight> parts)
    {
        var (first, rows) = (parts[0], parts[0].Shape[..^1].Aggregate(1, (product, dim) => product * dim));
        if (parts.Any(part => !part.Shape.SequenceEqual(first.Shape)) || first.Shape.Length == 0)
            throw Corrupt.File($"the weight '{first.Path}' and those of the other gates are of different shapes.");
        var width = first.Shape[^1];
        var values = new float[first.Values.Length * parts.Count];
        for (var row = 0; row < rows; row++)
        {
            for (var part = 0; part < parts.Count; part++)
            {
                parts[part]
                    .Values.AsSpan(row * width, width)
                    .CopyTo(values.AsSpan(((row * parts.Count) + part) * width));
            }
        }

        return new Weight(first.Path, [.. first.Shape[..^1], width * parts.Count], values);
    }

    [GeneratedRegex(
        "^(?<layer>.+)_(?<weight>[WUb](_[a-z])?|gamma|beta|running_mean|running_std|alphas)$",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Suffix();
}
