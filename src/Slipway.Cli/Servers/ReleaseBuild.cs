namespace Slipway.Cli.Servers;

/// <summary>How a project is built to be run: in its Release configuration, silent, and leaving no process behind.</summary>
internal static class ReleaseBuild
{
    /// <summary>What <c>dotnet</c> is given.</summary>
    public static string[] Arguments(string project) =>
        [
            "build",
            project,
            "-c",
            "Release",
            "-v",
            "quiet",
            "-nologo",
            // Build servers would outlive the tool and hold its output open.
            "-nodeReuse:false",
            "-p:UseSharedCompilation=false",
            "-p:RunAnalyzers=false",
        ];
}
