using System.CommandLine;
using System.CommandLine.Parsing;

namespace Slipway.Cli.Projects;

/// <summary>
/// What stands behind <c>--</c> is for the program of a project. Without a path before it, it names paths, as everywhere on a
/// command line.
/// </summary>
/// <param name="Paths">What is to be served.</param>
/// <param name="Own">The program's own.</param>
internal sealed record ProjectArguments(IReadOnlyList<string> Paths, IReadOnlyList<string> Own)
{
    /// <param name="result">The command line.</param>
    /// <param name="values">All that stands on it besides options.</param>
    public static ProjectArguments Of(ParseResult result, IReadOnlyList<string> values)
    {
        var behind = result
            .Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash)
            .Count(token => token.Type == TokenType.Argument);
        return behind == values.Count
            ? new ProjectArguments(values, [])
            : new ProjectArguments([.. values.SkipLast(behind)], [.. values.TakeLast(behind)]);
    }
}
