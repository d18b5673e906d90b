using System.Text.Json;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.TestUtilities;
using Slipway.TestUtilities.Fixtures;

namespace Slipway.EndToEnd.Tests.Imports;

/// <summary>One server with every model of the fixtures that an importer is for, as a repository of versions.</summary>
public sealed class FixtureServer : IAsyncLifetime
{
    private static readonly string[] Kinds = ["keras", "keras-tf", "savedmodel", "xgboost"];

    private readonly TempFolder _folder = new();
    private ServerProcess? _server;

    /// <summary>The paths of the fixtures below their root; one that says that there are none where they are not here.</summary>
    public static TheoryData<string> Paths =>
        ModelFixture.Root is null
            ? new TheoryData<string>("none")
            : new TheoryData<string>(Kinds.SelectMany(kind => ModelFixture.In(kind)).Select(row => row.Data));

    internal ServerProcess Server => _server ?? throw new InvalidOperationException("There are no fixtures here.");

    public async ValueTask InitializeAsync()
    {
        if (ModelFixture.Root is not { } root)
            return;
        foreach (var path in Paths.Select(row => row.Data))
        {
            var fixture = Path.Combine(root, path);
            using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(fixture, "fixture.json")));
            var model = json.RootElement.GetProperty("model").GetString()!;
            var version = Path.Combine(_folder.Path, "models", NameOf(path), "1");
            Copy(Path.Combine(fixture, model), version);
        }

        _server = await ServerProcess.StartAsync(
            [Path.Combine(_folder.Path, "models")],
            new Dictionary<string, string> { ["XDG_CACHE_HOME"] = _folder["cache"] },
            "--readiness",
            "lenient"
        );
    }

    public static string NameOf(string path) => path.Replace('/', '.');

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Dispose();
    }

    // A SavedModel is the version's folder itself, a file lies in it.
    private static void Copy(string model, string version)
    {
        Directory.CreateDirectory(version);
        if (File.Exists(model))
        {
            File.Copy(model, Path.Combine(version, Path.GetFileName(model)));
            return;
        }

        foreach (var file in Directory.EnumerateFiles(model, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(version, Path.GetRelativePath(model, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
