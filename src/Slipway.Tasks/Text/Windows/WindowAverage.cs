namespace Slipway.Tasks.Text.Windows;

/// <summary>Makes one row of numbers for each text out of those of its windows. Pure.</summary>
internal static class WindowAverage
{
    /// <summary>The mean, each window weighing as many tokens as belong to it.</summary>
    /// <param name="windows">The windows.</param>
    /// <param name="parts">The numbers of each window; those of a text that has one are given as they are.</param>
    /// <param name="texts">Gets those of each text.</param>
    public static void Of(WindowList windows, float[][] parts, Span<float[]> texts)
    {
        var weights = new double[texts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            weights[windows.OwnerOf(i)] += Weight(windows.Windows[i]);
        }

        for (var i = 0; i < parts.Length; i++)
        {
            var owner = windows.OwnerOf(i);
            var share = Weight(windows.Windows[i]) / weights[owner];
            if (share == 1)
            {
                texts[owner] = parts[i];
                continue;
            }

            texts[owner] ??= new float[parts[i].Length];
            for (var place = 0; place < parts[i].Length; place++)
            {
                texts[owner][place] += (float)(parts[i][place] * share);
            }
        }
    }

    private static double Weight(TextWindow window) => Math.Max(1, window.OwnEnd - window.OwnStart);
}
