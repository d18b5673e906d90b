namespace Slipway.Tasks.Images.Resampling;

/// <summary>
/// The rows of a result that still grow while source rows come in from top to bottom: a few at a time, whatever the image's
/// height. Not thread-safe.
/// </summary>
internal sealed class OpenRows
{
    private readonly ResampleWeights _weights;
    private readonly int[][] _sums;

    /// <summary>The first row that is not finished, and the first that has not begun.</summary>
    private int _first;
    private int _next;

    public OpenRows(ResampleWeights weights, int rowBytes)
    {
        _weights = weights;
        _sums = new int[MostOpen(weights)][];
        for (var i = 0; i < _sums.Length; i++)
        {
            _sums[i] = new int[rowBytes];
        }
    }

    /// <summary>Adds source row <paramref name="y"/>; each comes once, in order. Finished rows go to the target.</summary>
    public void Add(int y, ReadOnlySpan<byte> row, PixelImage target)
    {
        while (_next < _weights.Count && _weights.Start(_next) <= y)
        {
            RowResampler.Begin(Sums(_next++));
        }

        for (var i = _first; i < _next; i++)
        {
            var at = y - _weights.Start(i);
            var taps = _weights.Weights(i);
            if (at < taps.Length && taps[at] != 0)
                RowResampler.Add(row, taps[at], Sums(i));
        }

        while (_first < _next && _weights.End(_first) <= y + 1)
        {
            RowResampler.End(Sums(_first), target.Row(_first));
            _first++;
        }
    }

    private int[] Sums(int index) => _sums[index % _sums.Length];

    private static int MostOpen(ResampleWeights weights)
    {
        var most = 1;
        for (int first = 0, last = 0; last < weights.Count; last++)
        {
            while (weights.End(first) <= weights.Start(last))
            {
                first++;
            }

            most = Math.Max(most, last - first + 1);
        }

        return most;
    }
}
