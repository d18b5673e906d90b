using System.Text;

namespace Slipway.Deployment.Manifest;

/// <summary>Names of fleets, services and pipelines: they become parts of host names, folders and paths.</summary>
public static class FleetNames
{
    public const int MaxLength = 40;

    /// <summary>In words, for errors.</summary>
    public const string Form = "lower-case letters, digits and hyphens, a letter first, at most 40";

    /// <summary>Words that mean something else wherever a service is named.</summary>
    public static IReadOnlyList<string> Reserved { get; } = ["gateway", "pipelines", "console"];

    public static bool IsName(string name) =>
        name.Length is > 0 and <= MaxLength
        && char.IsAsciiLetterLower(name[0])
        && name[^1] != '-'
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    /// <summary>The name of a fleet whose manifest gives none: its folder's, with hyphens for what a name cannot have.</summary>
    public static string OfFolder(string folder)
    {
        var name = new StringBuilder();
        foreach (var c in Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)).ToLowerInvariant())
        {
            if (char.IsAsciiLetterLower(c) || (char.IsAsciiDigit(c) && name.Length > 0))
                name.Append(c);
            else if (name.Length > 0 && name[^1] != '-')
                name.Append('-');
        }

        name.Length = Math.Min(name.Length, MaxLength);
        var text = name.ToString().TrimEnd('-');
        return text.Length > 0 ? text : "fleet";
    }
}
