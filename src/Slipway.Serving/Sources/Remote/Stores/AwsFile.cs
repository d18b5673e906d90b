namespace Slipway.Serving.Sources.Remote.Stores;

/// <summary>The files of Amazon's tools: sections in brackets, <c>name = value</c> lines.</summary>
internal static class AwsFile
{
    private const long MaxBytes = 1 << 20;

    /// <summary>A section's values; empty where the file or the section is not there.</summary>
    public static Dictionary<string, string> Read(string file, string section)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        try
        {
            if (new FileInfo(file) is not { Exists: true, Length: <= MaxBytes })
                return values;
            var inside = false;
            foreach (var line in File.ReadLines(file))
            {
                var text = line.Trim();
                if (text.StartsWith('['))
                    inside = text.TrimStart('[').TrimEnd(']').Trim() == section;
                else if (
                    inside
                    && !text.StartsWith('#')
                    && !text.StartsWith(';')
                    && !char.IsWhiteSpace(line[..1].FirstOrDefault('x'))
                )
                    Add(values, text);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RemoteException.Create(RemoteException.Denied, $"{file} cannot be read: {e.Message}", e);
        }

        return values;
    }

    /// <summary>The key in a section; null where there is none.</summary>
    public static S3AccessKey? KeyOf(Dictionary<string, string> section) =>
        section.TryGetValue("aws_access_key_id", out var id)
        && section.TryGetValue("aws_secret_access_key", out var secret)
            ? new S3AccessKey(id, secret, section.GetValueOrDefault("aws_session_token"))
            : null;

    private static void Add(Dictionary<string, string> values, string line)
    {
        var at = line.IndexOf('=', StringComparison.Ordinal);
        if (at > 0)
            values[line[..at].Trim()] = line[(at + 1)..].Trim();
    }
}
