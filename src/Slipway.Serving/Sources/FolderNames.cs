using System.Globalization;

namespace Slipway.Serving.Sources;

/// <summary>What the names in a repository mean.</summary>
internal static class FolderNames
{
    /// <summary>A file of this name holds its version folder back until it is removed.</summary>
    public const string Incomplete = ".incomplete";

    /// <summary>Hidden, or by its ending the work of a copy that is not done.</summary>
    public static bool IsPassedOver(ReadOnlySpan<char> name) =>
        name.StartsWith('.')
        || name.EndsWith(".partial", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".tmp", StringComparison.OrdinalIgnoreCase);

    /// <summary>The version that a folder of this name is, leading zeros or not; 0 where it is none.</summary>
    public static long VersionOf(ReadOnlySpan<char> name) =>
        long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
}
