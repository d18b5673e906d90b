namespace Slipway.Protocols.OpenInference.Configuration;

/// <summary>The class labels of an output: a text file beside the configuration, one label a line.</summary>
internal static class LabelFile
{
    private const int MaxBytes = 8 << 20;
    private const int MaxLabels = 1_000_000;

    public static List<string> Read(ConfigReading reading, string name, string path)
    {
        if (ModelFiles.Find(reading, name, path) is not { } file)
            return [];
        if (new FileInfo(file).Length > MaxBytes)
        {
            reading.Wrong(path, $"'{name}' is over {MaxBytes >> 20} MB; a label a line is expected");
            return [];
        }

        var labels = new List<string>();
        foreach (var line in File.ReadLines(file))
        {
            if (labels.Count == MaxLabels)
            {
                reading.Wrong(path, $"'{name}' has over {MaxLabels} lines");
                break;
            }

            labels.Add(line);
        }

        // The last line often ends in a line feed of its own.
        while (labels.Count > 0 && labels[^1].Length == 0)
            labels.RemoveAt(labels.Count - 1);
        return labels;
    }
}
