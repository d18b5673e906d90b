using Slipway.EndToEnd.Tests.Hosting;
using Slipway.TestUtilities;
using Slipway.TestUtilities.Fixtures;

namespace Slipway.EndToEnd.Tests.Torch;

/// <summary>One server with every TorchScript file of the fixtures, in Triton's layout and without a word of configuration.</summary>
public sealed class TorchFixtureServer : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private ServerProcess? _server;

    internal ServerProcess Server => _server ?? throw new InvalidOperationException("There is no server here.");

    public async ValueTask InitializeAsync()
    {
        if (ModelFixture.Root is not { } root || !LibTorch.IsHere)
            return;
        foreach (var fixture in Directory.EnumerateDirectories(Path.Combine(root, "torch")))
        {
            var version = Path.Combine(_folder.Path, Path.GetFileName(fixture), "1");
            Directory.CreateDirectory(version);
            File.Copy(Path.Combine(fixture, "model.pt"), Path.Combine(version, "model.pt"));
        }

        _server = await ServerProcess.StartTorchAsync([_folder.Path], "--readiness", "lenient");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Dispose();
    }
}
