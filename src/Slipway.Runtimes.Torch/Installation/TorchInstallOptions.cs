namespace Slipway.Runtimes.Torch.Installation;

/// <summary>Where the native libraries come from.</summary>
public sealed record TorchInstallOptions
{
    /// <summary>
    /// A folder of packages, or the address of a package source, in place of the sources that the user has configured; null
    /// for those.
    /// </summary>
    public string? Source { get; init; }

    /// <summary>The folder whose NuGet.config, and those above it, hold. Default: the current one.</summary>
    public string WorkingDirectory { get; init; } = Environment.CurrentDirectory;

    /// <summary>The <c>dotnet</c> of an SDK.</summary>
    public string Dotnet { get; init; } = "dotnet";

    /// <summary>Called with the bytes that are here and those in all, from any thread.</summary>
    public Action<long, long>? Progress { get; init; }

    /// <summary>Called once where something has to be fetched.</summary>
    public Action? Started { get; init; }

    /// <summary>Called once where another process fetches already, and this one waits for it.</summary>
    public Action? Waiting { get; init; }
}
