namespace Slipway.Cli.Projects;

/// <summary>How the tool is called where the user is: an installed one by its name, that of a checkout by its script.</summary>
internal static class ToolName
{
    private const string Installed = "slipway";

    private static readonly string Script = OperatingSystem.IsWindows() ? "slipway.cmd" : "slipway";

    /// <param name="checkout">The source checkout that the tool is of; null for an installed one.</param>
    /// <param name="current">The folder that the user is in.</param>
    public static string Of(string? checkout, string current)
    {
        if (checkout is null || !File.Exists(Path.Combine(checkout, Script)))
            return Installed;
        var script = Path.GetRelativePath(current, Path.Combine(checkout, Script));
        // From within the checkout; elsewhere a way up and down again says less than the whole path.
        var isWithin =
            Path.GetRelativePath(checkout, current) is var below
            && !Path.IsPathRooted(below)
            && !below.StartsWith("..", StringComparison.Ordinal);
        return !isWithin ? Path.Combine(checkout, Script)
            : script == Script ? Path.Combine(".", Script)
            : script;
    }
}
