namespace Slipway.Tasks.Tabular.Options;

/// <summary>Either <c>mean</c> and <c>std</c>, or <c>min</c> and <c>max</c>, which become 0 and 1.</summary>
public sealed class ScaleOptions
{
    public double? Mean { get; set; }

    public double? Std { get; set; }

    public double? Min { get; set; }

    public double? Max { get; set; }
}
