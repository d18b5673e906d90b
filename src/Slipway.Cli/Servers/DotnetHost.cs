namespace Slipway.Cli.Servers;

/// <summary>The <c>dotnet</c> that runs this process, or else the one on the path.</summary>
internal static class DotnetHost
{
    public static string Path { get; } = Find();

    /// <summary>The same by its whole path, for those who do not look where a shell would.</summary>
    /// <exception cref="CliException">It is not there.</exception>
    public static string FullPath =>
        System.IO.Path.IsPathRooted(Path)
            ? Path
            : ProgramPath.Find(Path)
                ?? throw new CliException(
                    ExitCodes.Failure,
                    "There is no 'dotnet' on the PATH: get the .NET SDK 10 from https://dot.net/download."
                );

    private static string Find()
    {
        var mine = Environment.ProcessPath;
        if (mine is not null && System.IO.Path.GetFileNameWithoutExtension(mine) == "dotnet")
            return mine;
        return Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";
    }
}
