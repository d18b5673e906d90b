using System.Globalization;
using Slipway.Tensors;

namespace Slipway.Cli.Inputs;

/// <summary>The values that black and white become, written <c>BLACK..WHITE</c>; <c>16..0</c> turns it over.</summary>
internal readonly record struct ImageScale(double Black, double White)
{
    /// <summary>0..255 for integers, 0..1 for floating point.</summary>
    public static ImageScale DefaultFor(DataType type) =>
        type is DataType.Fp16 or DataType.BF16 or DataType.Fp32 or DataType.Fp64 ? new(0, 1) : new(0, 255);

    public static bool TryParse(string text, out ImageScale scale)
    {
        scale = default;
        var parts = text.Split("..");
        if (
            parts.Length != 2
            || !double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var black)
            || !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var white)
        )
            return false;
        scale = new ImageScale(black, white);
        return true;
    }

    public double Apply(byte level) => Black + (White - Black) * level / byte.MaxValue;
}
