using System.CommandLine;
using System.Text.RegularExpressions;
using Slipway.Configuration;

namespace Slipway.Cli.Commands;

/// <summary>Says in the user's words what the command line's parser says in those of .NET's types.</summary>
internal static partial class ParserWords
{
    private const string MissingCommand = "Required command was not provided.";

    /// <summary>Every mistake in a sentence; an unknown word with the command or option that was meant, where one is near.</summary>
    public static IEnumerable<string> Of(ParseResult result)
    {
        var unknown = UnknownOptions.In(result);
        var messages = result.Errors.Select(error => error.Message).ToList();
        // What was given instead says more than that something is missing.
        if (messages.Exists(message => Unknown().IsMatch(message)))
            messages.RemoveAll(message => message == MissingCommand);
        // Nor does the value of an option that there is not.
        if (unknown.Count > 0)
            messages.RemoveAll(message => Unknown().IsMatch(message));
        var known = Known(result.CommandResult.Command);
        return unknown
            .Select(option => $"There is no option '{option}' here{NearMiss.Hint(option, known)}.")
            .Concat(messages.Select(message => Of(message, known)));
    }

    private static List<string> Known(Command command)
    {
        var inherited = command.Parents.OfType<Command>().SelectMany(parent => parent.Options).Where(o => o.Recursive);
        var symbols = command.Subcommands.Concat<Symbol>(command.Options).Concat(inherited);
        return [.. symbols.Where(symbol => !symbol.Hidden).Select(symbol => symbol.Name)];
    }

    private static string Of(string message, IEnumerable<string> known)
    {
        if (Unknown().Match(message) is { Success: true } unknown)
        {
            var word = unknown.Groups["word"].Value;
            return $"There is no command, option or argument '{word}' here{NearMiss.Hint(word, known)}.";
        }

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
        "^Unrecognized command or argument '(?<word>.*)'\\.$",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking | RegexOptions.Singleline
    )]
    private static partial Regex Unknown();

    [GeneratedRegex(
        "^Cannot parse argument '(?<value>.*)' for (option|command) '(?<name>.*)' as expected type '(?<type>.*)'\\.$",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex WrongType();
}
