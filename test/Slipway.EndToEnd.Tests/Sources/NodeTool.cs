using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Sources;

/// <summary>A server from npm on a free loopback port, with an empty folder for its data.</summary>
internal sealed class NodeTool : IAsyncDisposable
{
    private static readonly string Modules = Path.Combine(
        Checkout.Root,
        "test",
        "Slipway.EndToEnd.Tests",
        "Node",
        "node_modules"
    );

    private readonly Process _process;
    private readonly TempFolder _folder;

    private NodeTool(Process process, TempFolder folder, int port)
    {
        (_process, _folder) = (process, folder);
        Url = $"http://127.0.0.1:{port}";
    }

    public string Url { get; }

    /// <summary>Starts it and waits until it takes connections; skips the test where it is not installed.</summary>
    public static async Task<NodeTool> StartAsync(
        string program,
        Func<string, int, IEnumerable<string>> arguments,
        IReadOnlyDictionary<string, string>? environment = null
    )
    {
        Tools.Require(Tools.IsOnPath("node"), "install Node");
        var script = Path.Combine(Modules, ".bin", program);
        Tools.Require(File.Exists(script), $"run 'npm ci' in {Path.GetDirectoryName(Modules)}");
        var folder = new TempFolder();
        var port = FreePort();
        var start = new ProcessStartInfo("node", [script, .. arguments(folder.Path, port)])
        {
            WorkingDirectory = folder.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var tool = new NodeTool(process, folder, port);
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(50))
        {
            try
            {
                using var connection = new TcpClient();
                await connection.ConnectAsync(IPAddress.Loopback, port);
                return tool;
            }
            catch (SocketException)
            {
                if (!process.HasExited && Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(1))
                    continue;
                await tool.DisposeAsync();
                throw;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _folder.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
