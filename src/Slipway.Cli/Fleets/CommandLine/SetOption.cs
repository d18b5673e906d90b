using System.CommandLine;

namespace Slipway.Cli.Fleets.CommandLine;

/// <summary>Values of a manifest's variables.</summary>
internal static class SetOption
{
    public static Option<string[]> Create()
    {
        var option = new Option<string[]>("--set")
        {
            Description = "The value of one of the manifest's variables. May be given several times.",
            HelpName = "NAME=VALUE",
        };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
            {
                result.AddError($"--set takes NAME=VALUE, not '{token.Value}'.");
            }
        });
        return option;
    }

    public static Dictionary<string, string> Read(ParseResult result, Option<string[]> option)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in result.GetValue(option) ?? [])
        {
            var name = pair.Split('=', 2);
            variables[name[0]] = name[1];
        }

        return variables;
    }
}
