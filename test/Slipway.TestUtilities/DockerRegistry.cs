using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Slipway.TestUtilities;

/// <summary>A registry of the distribution project, as Debian packages it, on a free port of loopback.</summary>
public sealed class DockerRegistry : IAsyncDisposable
{
    private const string Program = "docker-registry";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly TempFolder _folder = new();
    private readonly Process _process;
    private bool _disposed;

    private DockerRegistry(string authentication)
    {
        Port = FreePort();
        var config = _folder["registry.yml"];
        File.WriteAllText(
            config,
            $$"""
            version: 0.1
            log: { level: error }
            storage:
              filesystem: { rootdirectory: {{_folder["data"]}} }
              delete: { enabled: true }
            http:
              addr: 127.0.0.1:{{Port}}
            {{authentication}}
            """
        );
        _process = Process.Start(
            new ProcessStartInfo(Program, ["serve", config])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    public int Port { get; }

    public string Host => $"127.0.0.1:{Port}";

    /// <summary>What the registry keeps.</summary>
    public string Data => _folder["data"];

    public static void SkipWhereMissing() =>
        Assert.SkipUnless(
            Environment
                .GetEnvironmentVariable("PATH")!
                .Split(':')
                .Any(path => File.Exists(Path.Combine(path, Program))),
            "docker-registry is not installed: apt-get install docker-registry"
        );

    /// <summary>Starts one and waits until it answers.</summary>
    public static async Task<DockerRegistry> StartAsync(string authentication = "")
    {
        SkipWhereMissing();
        var registry = new DockerRegistry(authentication);
        using var client = new HttpClient();
        for (var clock = Stopwatch.StartNew(); ; )
        {
            try
            {
                using var response = await client.GetAsync(
                    new Uri($"http://{registry.Host}/v2/"),
                    TestContext.Current.CancellationToken
                );
                if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Unauthorized)
                    return registry;
            }
            catch (HttpRequestException) when (clock.Elapsed < Limit && !registry._process.HasExited)
            {
                // Not listening yet.
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Name and password: 'slip' and 'secret', which are written to a file.</summary>
    public static Task<DockerRegistry> StartWithPasswordAsync(string file)
    {
        File.WriteAllText(file, "slip:$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a\n");
        return StartAsync($$"""auth: { htpasswd: { realm: tests, path: {{file}} } }""");
    }

    /// <summary>The file in which the registry keeps a blob.</summary>
    /// <param name="hex">Of its SHA-256.</param>
    public string FileOf(string hex) =>
        Path.Combine(Data, "docker", "registry", "v2", "blobs", "sha256", hex[..2], hex, "data");

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
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
