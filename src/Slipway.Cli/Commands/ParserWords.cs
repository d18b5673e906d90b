using System.Text.RegularExpressions;

namespace Slipway.Cli.Commands;

/// <summary>Says in the user's words what the command line's parser says in those of .NET's types.</summary>
internal static partial class ParserWords
{
    public static string Of(string message)
    {
        var match = WrongType().Match(message);
        if (!match.Success)
            return message;
        var type = match.Groups["type"].Value;
        var wanted =
            type.Contains("Double", StringComparison.Ordinal) ? "a number"
            : type.Contains("Int", StringComparison.Ordinal) ? "a whole number"
            : type.Contains("Uri", StringComparison.Ordinal) ? "an address"
            : "something else";
        return $"{match.Groups["name"].Value} takes {wanted}, not '{match.Groups["value"].Value}'.";
    }

    [GeneratedRegex(
        "^Cannot parse argument '(?<value>.*)' for (option|command) '(?<name>.*)' as expected type '(?<type>.*)'\\.$",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex WrongType();
}
