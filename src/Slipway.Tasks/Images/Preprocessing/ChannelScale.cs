namespace Slipway.Tasks.Images.Preprocessing;

/// <summary>
/// What each channel value becomes: multiplied, shifted and divided in the single precision in which models were trained.
/// </summary>
internal static class ChannelScale
{
    /// <summary>Values as they are, for models that do this themselves.</summary>
    public static float[][] None { get; } = Of(1, [0], [1]);

    /// <summary>A table of 256 values for each channel: red, green and blue, or one for all.</summary>
    public static float[][] Of(double factor, IReadOnlyList<double> means, IReadOnlyList<double> deviations)
    {
        var tables = new float[Math.Max(means.Count, deviations.Count)][];
        for (var channel = 0; channel < tables.Length; channel++)
        {
            var mean = (float)means[Math.Min(channel, means.Count - 1)];
            var deviation = (float)deviations[Math.Min(channel, deviations.Count - 1)];
            tables[channel] = new float[256];
            for (var value = 0; value < 256; value++)
            {
                tables[channel][value] = ((float)(value * factor) - mean) / deviation;
            }
        }

        return tables;
    }
}
