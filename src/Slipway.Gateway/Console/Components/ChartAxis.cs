namespace Slipway.Gateway.Console.Components;

/// <summary>Steps of axes that people can read.</summary>
internal static class ChartAxis
{
    private const int Steps = 4;

    private static readonly int[] Leading = [1, 2, 5];

    /// <summary>1, 2 or 5 times a power of ten, so that about four of them reach the top.</summary>
    public static int Step(double top)
    {
        for (var power = 1; power < 100_000_000; power *= 10)
        {
            foreach (var leading in Leading)
            {
                if ((double)leading * power * Steps >= top)
                    return leading * power;
            }
        }

        return 1_000_000_000;
    }

    /// <summary>Between two times that are written at the axis.</summary>
    public static int Minutes(TimeSpan span) =>
        span.TotalMinutes switch
        {
            < 4 => 1,
            < 9 => 2,
            _ => 5,
        };
}
