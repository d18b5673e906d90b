using System.Text;
using Slipway.Tasks.Tokenizers.Patterns;

namespace Slipway.Tasks.Tokenizers.Decoders;

/// <summary>One after the other.</summary>
internal sealed class DecoderSequence(IReadOnlyList<TokenDecoder> steps) : TokenDecoder
{
    public override List<string> Decode(List<string> tokens) =>
        steps.Aggregate(tokens, (current, step) => step.Decode(current));
}

/// <summary>All tokens become one text.</summary>
internal sealed class FuseDecoder : TokenDecoder
{
    public override List<string> Decode(List<string> tokens) => [string.Concat(tokens)];
}

/// <summary>Puts a text in the place of what a pattern matches, in each token.</summary>
internal sealed class ReplaceDecoder(TextPattern pattern, string content) : TokenDecoder
{
    public override List<string> Decode(List<string> tokens) => tokens.ConvertAll(Replace);

    private string Replace(string token)
    {
        var state = (Token: token, Content: content, Written: new StringBuilder(), Done: 0);
        pattern.ForEachMatch(
            token,
            ref state,
            static (ref state, start, end) =>
            {
                state.Written.Append(state.Token.AsSpan(state.Done, start - state.Done)).Append(state.Content);
                state.Done = end;
            }
        );
        return state.Written.Append(token.AsSpan(state.Done)).ToString();
    }
}

/// <summary>Takes a character off the ends of each token, so many times at most.</summary>
internal sealed class StripDecoder(char character, int start, int stop) : TokenDecoder
{
    public override List<string> Decode(List<string> tokens) => tokens.ConvertAll(Strip);

    private string Strip(string token)
    {
        var from = 0;
        while (from < Math.Min(start, token.Length) && token[from] == character)
            from++;

        var to = token.Length;
        while (to > from && token.Length - to < stop && token[to - 1] == character)
            to--;

        return token[from..to];
    }
}

/// <summary>The end of a word, which tokens carry, becomes a space.</summary>
internal sealed class SuffixDecoder(string suffix) : TokenDecoder
{
    public override List<string> Decode(List<string> tokens) =>
        suffix.Length == 0
            ? tokens
            :
            [
                .. tokens.Select(
                    (token, i) => token.Replace(suffix, i == tokens.Count - 1 ? "" : " ", StringComparison.Ordinal)
                ),
            ];
}

/// <summary>The visible character for spaces becomes a space; in front of the first token it was added.</summary>
internal sealed class MetaspaceDecoder(char replacement, bool prepended) : TokenDecoder
{
    public override List<string> Decode(List<string> tokens) =>
        [
            .. tokens.Select(
                (token, i) =>
                    i == 0 && prepended
                        ? token.Replace(replacement.ToString(), "", StringComparison.Ordinal)
                        : token.Replace(replacement, ' ')
            ),
        ];
}
