using System.Diagnostics;

namespace Slipway.Cli.Servers;

/// <summary>A server that can be started: an executable of its own, or a library run by <c>dotnet</c>.</summary>
internal sealed record ServerProgram(string Path)
{
    /// <summary>The server's base name in every place where it may lie.</summary>
    public const string Name = "Slipway.Server";

    /// <summary>The base name of the server that also has libtorch.</summary>
    public const string TorchName = "Slipway.Server.Torch";

    /// <summary>How to start it with <paramref name="arguments"/>; standard streams are inherited.</summary>
    public ProcessStartInfo Start(IEnumerable<string> arguments)
    {
        var isLibrary = Path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        var start = new ProcessStartInfo(isLibrary ? DotnetHost.Path : Path) { UseShellExecute = false };
        if (isLibrary)
            start.ArgumentList.Add(Path);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }
}
