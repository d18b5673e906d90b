namespace Slipway.Cli.Bench.Reports.Html;

/// <summary>Maps values to a length, evenly or by their logarithm, with marks at round values.</summary>
internal sealed class Axis
{
    private const int UsualTicks = 5;
    private const int MostTicks = 12;

    private static readonly int[] Round = [1, 2, 5];

    private readonly double _least;
    private readonly double _most;
    private readonly bool _isLogarithmic;

    private Axis(double least, double most, bool isLogarithmic, IReadOnlyList<(double Value, string Text)> ticks)
    {
        _least = least;
        _most = most;
        _isLogarithmic = isLogarithmic;
        Ticks = ticks;
    }

    public IReadOnlyList<(double Value, string Text)> Ticks { get; }

    /// <summary>From 0, or from <paramref name="least"/>, to a round value at or above the highest.</summary>
    public static Axis Linear(double most, Func<double, string> text, double least = 0, bool endsAtTick = true)
    {
        var step = Step(Math.Max(most - least, 1e-9) / UsualTicks);
        var end = endsAtTick ? Math.Ceiling(most / step - 1e-9) * step : most;
        var first = Math.Ceiling(least / step - 1e-9);
        var ticks = Enumerable
            .Range(0, (int)(Math.Floor(end / step + 1e-9) - first) + 1)
            .Select(i => (first + i) * step)
            .Select(value => (value, text(value)));
        return new Axis(least, Math.Max(end, least + 1e-9), isLogarithmic: false, [.. ticks]);
    }

    /// <summary>Over whole steps of 1, 2, 5, 10; both values are above 0.</summary>
    public static Axis Logarithmic(double least, double most, Func<double, string> text)
    {
        var first = Math.Floor(Math.Log10(least));
        var values = Enumerable
            .Range(0, (int)(Math.Ceiling(Math.Log10(most)) - first) + 1)
            .SelectMany(i => Round.Select(m => m * Math.Pow(10, first + i)))
            .ToList();
        var begin = values.Last(v => v <= least * (1 + 1e-9));
        var end = values.First(v => v >= most * (1 - 1e-9) && v > begin);
        var ticks = values.Where(v => v >= begin && v <= end).ToList();
        // Over several decades the tens are enough.
        if (ticks.Count > MostTicks)
            ticks.RemoveAll(v => Math.Abs(Math.Log10(v) - Math.Round(Math.Log10(v))) > 1e-6);
        return new Axis(begin, end, isLogarithmic: true, [.. ticks.Select(v => (v, text(v)))]);
    }

    /// <summary>With marks of one's own.</summary>
    public static Axis Marked(double most, IReadOnlyList<(double Value, string Text)> ticks) =>
        new(0, most, isLogarithmic: false, ticks);

    /// <summary>Where a value lies, from 0 to 1.</summary>
    public double Place(double value)
    {
        if (!_isLogarithmic)
            return Math.Clamp((value - _least) / (_most - _least), 0, 1);
        var place = Math.Log(Math.Max(value, _least) / _least) / Math.Log(_most / _least);
        return Math.Clamp(place, 0, 1);
    }

    private static double Step(double rough)
    {
        var ten = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return (rough / ten) switch
        {
            <= 1 => ten,
            <= 2 => 2 * ten,
            <= 5 => 5 * ten,
            _ => 10 * ten,
        };
    }
}
