using System.Diagnostics;
using System.Text.RegularExpressions;
using Slipway.Errors;

namespace Slipway.Tasks.Tokenizers.Patterns;

/// <summary>
/// A regular expression of a tokenizer's file. .NET's work on UTF-16 code units; so that a character outside the BMP is
/// one, it is matched against a text in which one of the BMP with the same properties stands for it. There is a time limit
/// for the whole text: .NET's engine without backtracking has no look-ahead, which most of these patterns need, and takes
/// the square of a long run of spaces.
/// </summary>
internal sealed class RegexPattern : TextPattern
{
    /// <summary>For a text.</summary>
    public static readonly TimeSpan UsualLimit = TimeSpan.FromSeconds(10);

    private readonly Regex _regex;
    private readonly TimeSpan _limit;

    public RegexPattern(string source, Func<string, Exception> wrong, TimeSpan? limit = null)
    {
        _limit = limit ?? UsualLimit;
        var translated = RegexTranslation.Translate(source, wrong);
        try
        {
            _regex = new Regex(translated, RegexOptions.CultureInvariant | RegexOptions.Multiline, _limit);
        }
        catch (ArgumentException e)
        {
            throw wrong($"is the pattern '{source}', which cannot be read ({e.Message})");
        }
    }

    public override void ForEachMatch<TState>(ReadOnlySpan<char> text, ref TState state, MatchFound<TState> found)
    {
        var started = Stopwatch.GetTimestamp();
        var stand = StandIns.Of(text);
        try
        {
            foreach (var match in _regex.EnumerateMatches(stand.Text))
            {
                found(ref state, stand.Position(match.Index), stand.Position(match.Index + match.Length));
                if (Stopwatch.GetElapsedTime(started) > _limit)
                    throw TooSlow();
            }
        }
        catch (RegexMatchTimeoutException)
        {
            throw TooSlow();
        }
    }

    private ServingException TooSlow() =>
        ServingException.InvalidArgument(
            $"Splitting the text by the tokenizer's pattern takes longer than {_limit.TotalSeconds} s; send a shorter text."
        );
}
