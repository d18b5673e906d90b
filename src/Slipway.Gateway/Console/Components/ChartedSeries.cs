using Slipway.Gateway.Console.Traffic;

namespace Slipway.Gateway.Console.Components;

/// <summary>Whose traffic a chart shows, under which name.</summary>
public sealed record ChartedSeries
{
    internal ChartedSeries(string name, SeriesKey key) => (Name, Key) = (name, key);

    public string Name { get; }

    internal SeriesKey Key { get; }
}
