using System.Text;
using Slipway.Errors;

namespace Slipway.Tasks.Text.Words;

/// <summary>Reads a file of entries, one a line in UTF-8; the number of the line, from 0, is the id.</summary>
internal static class VocabularyFile
{
    public const string Padding = "[PAD]";
    public const string Unknown = "[UNK]";

    private const long MaxBytes = 256L * 1024 * 1024;

    /// <exception cref="ServingException">
    /// <see cref="ServingErrorCode.InvalidArgument"/>: the file names an entry twice, or lacks one that it needs.
    /// </exception>
    public static Dictionary<string, int> Read(string path)
    {
        var name = Path.GetFileName(path);
        if (new FileInfo(path).Length > MaxBytes)
            throw ServingException.InvalidArgument($"{name} is larger than {MaxBytes >> 20} MiB: no vocabulary is.");

        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in File.ReadLines(path, Encoding.UTF8))
        {
            if (!ids.TryAdd(entry, ids.Count))
                throw ServingException.InvalidArgument(
                    $"{name}, line {ids.Count + 1}: '{entry}' stands on line {ids[entry] + 1} already; each entry once."
                );
        }

        if (!ids.TryGetValue(Padding, out var padding) || padding != 0)
            throw ServingException.InvalidArgument($"{name}: the first line must be {Padding}, the id that fills up.");
        if (!ids.ContainsKey(Unknown))
            throw ServingException.InvalidArgument($"{name} has no line {Unknown} for what it does not know.");
        return ids;
    }
}
