namespace Slipway.Cli.Servers;

/// <summary>The <c>dotnet</c> that runs this process, or else the one on the path.</summary>
internal static class DotnetHost
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        var mine = Environment.ProcessPath;
        if (mine is not null && System.IO.Path.GetFileNameWithoutExtension(mine) == "dotnet")
            return mine;
        return Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";
    }
}
