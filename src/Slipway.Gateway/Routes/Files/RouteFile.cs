using System.Text.Json;
using Slipway.Deployment;
using Slipway.Deployment.Routing;

namespace Slipway.Gateway.Routes.Files;

/// <summary>
/// A routing table in a file. Whether it has changed is told by its content: a volume of a ConfigMap is changed by a link to another
/// folder, which no watch of the file sees. Not thread-safe.
/// </summary>
internal sealed class RouteFile(string path)
{
    // A ConfigMap has 1 MiB at most; a file of a disk may have more.
    private const int LargestTable = 16 << 20;

    private byte[]? _content;
    private string? _problem;

    public string Path { get; } = path;

    /// <summary>The table of the last content that was one; null where there was none yet.</summary>
    public RoutingTable? Table { get; private set; }

    /// <summary>Reads it again where its content is another one.</summary>
    /// <param name="problemOf">Says what is wrong with a table, in a sentence; null for nothing.</param>
    /// <param name="token">Ends it.</param>
    /// <returns>Why the table before stays, in a sentence; null where the content is a table, or the same as before.</returns>
    public async Task<string?> LookAsync(Func<RoutingTable, string?> problemOf, CancellationToken token)
    {
        try
        {
            var length = new FileInfo(Path).ResolveLinkTarget(returnFinalTarget: true) is FileInfo target
                ? target.Length
                : new FileInfo(Path).Length;
            if (length > LargestTable)
                throw new IOException($"It has {length} bytes, and {LargestTable} are read at most.");
            var content = await File.ReadAllBytesAsync(Path, token);
            if (_content is not null && content.AsSpan().SequenceEqual(_content))
                return _problem;
            _content = content;
            var table =
                JsonSerializer.Deserialize(content, DeploymentJson.Default.RoutingTable)
                ?? throw new JsonException("It is null.");
            if (problemOf(table) is { } problem)
                return Stays(problem);
            Table = table;
            return _problem = null;
        }
        catch (JsonException e)
        {
            return Stays($"it is no routing table: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Looked at anew when it can be read.
            _content = null;
            return Stays(e.Message);
        }
    }

    private string Stays(string why) =>
        _problem =
            $"{Path} cannot be used, and {(Table is null ? "there are no routes yet" : "the routes before stay")}: {why}";
}
