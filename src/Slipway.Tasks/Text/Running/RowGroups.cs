using Slipway.Tasks.Text.Windows;

namespace Slipway.Tasks.Text.Running;

/// <summary>How many rows come together. Immutable.</summary>
internal sealed record RowLimits
{
    /// <summary>Rows of one request at most.</summary>
    public int Rows { get; init; } = 16;

    /// <summary>Rows times tokens, filling included, of one request at most; one row may have more.</summary>
    public int Tokens { get; init; } = 16_384;

    /// <summary>Tokens of each row, filling included, where the model takes so many only.</summary>
    public int? Length { get; init; }

    /// <summary>Whether rows may be filled up at all; else only those of one length come together.</summary>
    public bool MayFill { get; init; } = true;

    /// <summary>Requests of one caller that are under way at once.</summary>
    public int Concurrency { get; init; } = 4;
}

/// <summary>Puts windows of similar length together. Pure.</summary>
internal static class RowGroups
{
    /// <summary>The places of the windows, in groups.</summary>
    public static List<int[]> Of(IReadOnlyList<TextWindow> windows, RowLimits limits)
    {
        var order = Enumerable.Range(0, windows.Count).OrderByDescending(i => windows[i].Length).ToArray();
        var groups = new List<int[]>();
        for (var start = 0; start < order.Length; )
        {
            var longest = windows[order[start]].Length;
            var end = start + 1;
            while (end < order.Length && Fits(longest, windows[order[end]].Length, end - start + 1, limits))
                end++;
            groups.Add(order[start..end]);
            start = end;
        }

        return groups;
    }

    private static bool Fits(int longest, int length, int rows, RowLimits limits) =>
        rows <= limits.Rows
        && (long)rows * (limits.Length ?? longest) <= limits.Tokens
        // What is half filling is cheaper by itself.
        && (limits.MayFill ? length * 2 >= longest : length == longest);
}
