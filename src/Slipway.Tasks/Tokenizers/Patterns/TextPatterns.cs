namespace Slipway.Tasks.Tokenizers.Patterns;

/// <summary>Patterns by their source: those of well-known models are written by hand, others are regular expressions.</summary>
internal static class TextPatterns
{
    private const string AnyCaseContractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    private const string ShortContractions = "'(?i:[sdmt]|ll|ve|re)";
    private const string Ends = @"\s+(?!\S)|\s+";

    private static readonly Dictionary<string, TextPattern> Known = new(StringComparer.Ordinal)
    {
        [Gpt2Pattern.Source] = Gpt2Pattern.Instance,
        [@"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"] = Gpt2Pattern.Instance,
        [O200kPattern.Source] = O200kPattern.Instance,
        [Cl100k(AnyCaseContractions, @"\p{N}{1,3}")] = Cl100kPattern.Digits3,
        [Cl100k(AnyCaseContractions, @"\p{N}")] = Cl100kPattern.Digits1,
        [ShortContractions + @"|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|" + Ends] =
            Cl100kPattern.Digits3,
        [
            AnyCaseContractions
                + @"|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|"
                + Ends
        ] = new Cl100kPattern(1, marksAreLetters: true),
    };

    /// <summary>The pattern with this source, in the syntax of Oniguruma; <paramref name="wrong"/> makes an error of a reason.</summary>
    public static TextPattern FromRegex(string source, Func<string, Exception> wrong) =>
        Known.TryGetValue(source, out var known) ? known : new RegexPattern(source, wrong);

    private static string Cl100k(string contractions, string digits) =>
        contractions + @"|[^\r\n\p{L}\p{N}]?\p{L}+|" + digits + @"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|" + Ends;
}
