using System.Globalization;
using Slipway.Deployment.Fleet;

namespace Slipway.Gateway.Console.Orders;

/// <summary>A split of traffic that is being changed, in whole percents.</summary>
internal sealed class TrafficSplit
{
    private const int Whole = 100;

    private readonly SortedDictionary<int, int> _percents = [];

    /// <summary>In order.</summary>
    public IReadOnlyCollection<int> Revisions => _percents.Keys;

    public int this[int revision] => _percents[revision];

    /// <summary>Parts of a whole, by revision.</summary>
    public IReadOnlyDictionary<int, double> Weights =>
        _percents.ToDictionary(pair => pair.Key, pair => pair.Value / (double)Whole);

    /// <summary>Why it cannot be, in a sentence; null where it can.</summary>
    public string? Problem =>
        _percents.Values.Sum() switch
        {
            Whole => null,
            < Whole and var sum => $"Together {sum} %: {Whole - sum} % are missing.",
            var sum => $"Together {sum} %: {sum - Whole} % too much.",
        };

    public string InWords =>
        string.Join(
            ", ",
            _percents.Select(pair => $"revision {pair.Key} gets {pair.Value.ToString(CultureInfo.InvariantCulture)} %")
        ) + ".";

    public static TrafficSplit Of(IEnumerable<RevisionStatus> revisions)
    {
        var split = new TrafficSplit();
        var exact = revisions.ToDictionary(revision => revision.Number, revision => revision.Weight * Whole);
        foreach (var (revision, percent) in exact)
        {
            split._percents[revision] = (int)percent;
        }

        // What was cut off goes to those that lost most by it.
        foreach (var revision in exact.OrderByDescending(pair => pair.Value - (int)pair.Value).Select(pair => pair.Key))
        {
            var missing = (int)Math.Round(exact.Values.Sum()) - split._percents.Values.Sum();
            if (missing <= 0)
                break;
            split._percents[revision]++;
        }

        return split;
    }

    /// <summary>Of two the other one gets the rest; with more of them the sum is the person's to mend.</summary>
    public void Set(int revision, int percent)
    {
        percent = Math.Clamp(percent, 0, Whole);
        _percents[revision] = percent;
        if (_percents.Count == 2)
            _percents[_percents.Keys.First(other => other != revision)] = Whole - percent;
    }
}
