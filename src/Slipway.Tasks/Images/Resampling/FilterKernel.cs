namespace Slipway.Tasks.Images.Resampling;

/// <summary>The weight of a pixel by its distance, and the distance from which on it is 0.</summary>
internal static class FilterKernel
{
    /// <summary>The sharpness of the cubic: Keys' own, and Pillow's.</summary>
    private const double CubicA = -0.5;

    public static double Support(ResampleFilter filter) =>
        filter switch
        {
            ResampleFilter.Box => 0.5,
            ResampleFilter.Bilinear or ResampleFilter.Hamming => 1,
            ResampleFilter.Bicubic => 2,
            ResampleFilter.Lanczos => 3,
            _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "It has no kernel."),
        };

    public static double Weight(ResampleFilter filter, double distance) =>
        filter switch
        {
            ResampleFilter.Box => distance is > -0.5 and <= 0.5 ? 1 : 0,
            ResampleFilter.Bilinear => Math.Max(0, 1 - Math.Abs(distance)),
            ResampleFilter.Hamming => Hamming(Math.Abs(distance)),
            ResampleFilter.Bicubic => Cubic(Math.Abs(distance)),
            ResampleFilter.Lanczos => distance is >= -3 and < 3 ? Sinc(distance) * Sinc(distance / 3) : 0,
            _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "It has no kernel."),
        };

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(x * Math.PI) / (x * Math.PI);

    private static double Hamming(double x) => x >= 1 ? 0 : Sinc(x) * (0.54 + (0.46 * Math.Cos(x * Math.PI)));

    private static double Cubic(double x) =>
        x switch
        {
            < 1 => ((((CubicA + 2) * x) - (CubicA + 3)) * x * x) + 1,
            < 2 => ((((x - 5) * x) + 8) * x - 4) * CubicA,
            _ => 0,
        };
}
