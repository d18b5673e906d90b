using System.Globalization;
using System.Text.RegularExpressions;

namespace Slipway.Cli.Projects;

/// <summary>The name of a model as a user gives it, and what it makes in C#.</summary>
/// <param name="Model">For example <c>date-finder</c>.</param>
/// <param name="Identifier">For example <c>DateFinder</c>.</param>
internal sealed partial record HandlerName(string Model, string Identifier)
{
    // An assembly or a namespace of these names would stand before the one that is meant.
    private static readonly string[] Taken = ["System", "Microsoft", "Slipway", "Windows", "Mscorlib", "Netstandard"];

    /// <exception cref="CliException">Usage: it is none; tells what one may be.</exception>
    public static HandlerName Parse(string text)
    {
        if (!Form.IsMatch(text))
        {
            throw CliException.Usage(
                $"'{text}' cannot be the name of a handler: use letters of ASCII, digits, '-' and '_', with a letter "
                    + "first, 64 at most. It is the name in URLs, and in Pascal case that of the classes."
            );
        }

        var words = text.Split(['-', '_'], StringSplitOptions.RemoveEmptyEntries);
        var identifier = string.Concat(
            words.Select(word => char.ToUpper(word[0], CultureInfo.InvariantCulture) + word[1..])
        );
        return Taken.Contains(identifier, StringComparer.OrdinalIgnoreCase)
            ? throw CliException.Usage(
                $"'{text}' would make the namespace {identifier}, which .NET has: use another name."
            )
            : new HandlerName(text, identifier);
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,63}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form { get; }
}
