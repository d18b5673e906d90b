using System.Text.Json;

namespace Slipway.Cli.Servers;

/// <summary>
/// Where a server writes its addresses once it is ready (whole, by a rename); the environment variable
/// <see cref="Variable"/> tells it the path. A temporary folder of its own, deleted on disposal.
/// </summary>
internal sealed class ReadyFile : IDisposable
{
    public const string Variable = "SLIPWAY_READY_FILE";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("slipway-");

    public string Path => System.IO.Path.Combine(_directory.FullName, "ready.json");

    /// <summary>The addresses, or null while the server is not ready.</summary>
    public ServerAddresses? Read()
    {
        if (!File.Exists(Path))
            return null;
        using var stream = File.OpenRead(Path);
        return JsonSerializer.Deserialize(stream, ServerContracts.Default.ServerAddresses);
    }

    public void Dispose() => _directory.Delete(recursive: true);
}

internal sealed record ServerAddresses(string Http, string? Grpc);
