namespace Slipway.Deployment.Rollouts.Gates.Statistics;

/// <summary>Logarithms of the gamma and beta functions, to about 12 digits.</summary>
internal static class LogGamma
{
    // From here on Stirling's series with three terms is that good.
    private const double Far = 16;

    /// <summary>ln Γ(x) for x over 0: the recurrence Γ(x + 1) = x Γ(x), then Stirling's series (NIST DLMF 5.5.1, 5.11.1).</summary>
    public static double Of(double x)
    {
        var product = 1.0;
        for (; x < Far; x++)
        {
            product *= x;
        }

        var inverse = 1 / (x * x);
        var series = ((((-1.0 / 1680 * inverse) + (1.0 / 1260)) * inverse - (1.0 / 360)) * inverse + (1.0 / 12)) / x;
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + series - Math.Log(product);
    }

    /// <summary>ln B(a, b).</summary>
    public static double Beta(double a, double b) => Of(a) + Of(b) - Of(a + b);
}
