namespace Slipway.Protocols.OpenInference.Configuration;

/// <summary>Files that a configuration names: they lie in the model's folder and nowhere else.</summary>
internal static class ModelFiles
{
    /// <summary>The absolute path, or null after a note of what is wrong.</summary>
    public static string? Find(ConfigReading reading, string name, string path)
    {
        var file = Path.GetFullPath(Path.Combine(reading.Folder, name));
        if (!file.StartsWith(reading.Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            reading.Wrong(path, $"'{name}' lies outside the model's folder; move the file inside");
            return null;
        }

        if (File.Exists(file))
            return file;
        reading.Wrong(path, $"the file '{name}' is not in the model's folder");
        return null;
    }
}
