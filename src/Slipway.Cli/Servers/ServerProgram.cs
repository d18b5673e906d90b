using System.Diagnostics;

namespace Slipway.Cli.Servers;

/// <summary>A program of Slipway's that can be started: an executable of its own, or a library run by <c>dotnet</c>.</summary>
internal sealed record ServerProgram(string Path)
{
    /// <summary>The server's base name in every place where it may lie.</summary>
    public const string Name = "Slipway.Server";

    /// <summary>The base name of the server that also has libtorch.</summary>
    public const string TorchName = "Slipway.Server.Torch";

    /// <summary>The base name of what runs a fleet.</summary>
    public const string SupervisorName = "Slipway.Supervisor";

    /// <summary>The base name of a fleet's front door.</summary>
    public const string GatewayName = "Slipway.Gateway";

    /// <summary>The file that is executed, by its whole path, and the arguments that come first.</summary>
    public (string File, IReadOnlyList<string> Arguments) Command =>
        IsLibrary ? (DotnetHost.FullPath, [Path]) : (Path, []);

    private bool IsLibrary => Path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);

    /// <summary>How to start it with <paramref name="arguments"/>; standard streams are inherited.</summary>
    public ProcessStartInfo Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(IsLibrary ? DotnetHost.Path : Path) { UseShellExecute = false };
        if (IsLibrary)
            start.ArgumentList.Add(Path);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }
}
