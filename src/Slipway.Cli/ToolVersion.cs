using System.Reflection;

namespace Slipway.Cli;

/// <summary>The version of this tool.</summary>
internal static class ToolVersion
{
    /// <summary>With what it was built of, as <c>1.2.3+0123abc</c>.</summary>
    public static string Full { get; } =
        typeof(ToolVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "0";

    /// <summary>As <c>1.2.3</c>.</summary>
    public static string Short { get; } = Full.Split('+')[0];
}
