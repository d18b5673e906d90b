using System.Text;

namespace Slipway.Cli.Predict.Rows;

/// <summary>Opens files of text; what is not UTF-8 in them is known by a character that no text has.</summary>
internal static class TextFile
{
    public const string NoUtf8 = "The row is not UTF-8; save the file in that encoding.";

    // Unicode keeps it out of texts for uses such as this one.
    private const char Wrong = '\uFFFF';

    private const int LongestHeader = 64 << 10;

    private static readonly Encoding Utf8 = Encoding.GetEncoding(
        "utf-8",
        EncoderFallback.ReplacementFallback,
        new DecoderReplacementFallback(Wrong.ToString())
    );

    public static StreamReader Open(Stream file) => new(file, Utf8);

    /// <summary>Whether a text was read of bytes that are none.</summary>
    public static bool IsWrong(ReadOnlySpan<char> text) => text.Contains(Wrong);

    /// <summary>The first line, or as much of it as a header may have.</summary>
    public static string FirstLine(string path)
    {
        using var file = File.OpenRead(path);
        using var text = Open(file);
        var start = new char[LongestHeader];
        var head = start.AsSpan(0, text.ReadBlock(start));
        var end = head.IndexOfAny('\r', '\n');
        return new string(end < 0 ? head : head[..end]);
    }
}
