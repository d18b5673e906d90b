using System.CommandLine;

namespace Slipway.Cli.Fleets.CommandLine;

/// <summary>What a result is written as.</summary>
internal static class FormatOption
{
    private const string Json = "json";

    public static Option<string?> Create()
    {
        var option = new Option<string?>("--format")
        {
            Description = "text or json. Default: text.",
            HelpName = "FORMAT",
        };
        option.AcceptOnlyFromAmong("text", Json);
        return option;
    }

    public static bool IsJson(this ParseResult result, Option<string?> option) => result.GetValue(option) == Json;
}
