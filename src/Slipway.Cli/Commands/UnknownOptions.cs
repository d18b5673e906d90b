using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Slipway.Cli.Commands;

/// <summary>
/// Words that look like options and are none: the parser would take them for a model or a manifest. What comes after <c>--</c>, a
/// number, and <c>-</c> are what they are.
/// </summary>
internal static class UnknownOptions
{
    public static IReadOnlyList<string> In(ParseResult result)
    {
        var literal = result
            .Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash)
            .ToHashSet(ReferenceEqualityComparer.Instance);
        return
        [
            .. result
                .CommandResult.Children.OfType<ArgumentResult>()
                .SelectMany(argument => argument.Tokens)
                .Where(token => !literal.Contains(token) && IsLikeOne(token.Value))
                .Select(token => token.Value),
        ];
    }

    private static bool IsLikeOne(string word) =>
        word is ['-', _, ..] && !double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
