using System.Diagnostics;
using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Images;

/// <summary>A Docker daemon with folders of its own and no networks, for the tests of a class; started by the first that asks.</summary>
public sealed class DockerDaemon : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("slipway-docker-");
    private Process? _process;

    /// <summary>Starts it, unless it runs; skips the test where there is none.</summary>
    public async Task StartAsync()
    {
        Tools.Require(
            Tools.IsOnPath("dockerd") && Tools.IsOnPath("docker") && Environment.IsPrivilegedProcess,
            "a Docker daemon is started as root: apt-get install docker.io"
        );
        if (_process is not null)
            return;
        _process = Process.Start(
            new ProcessStartInfo(
                "dockerd",
                [
                    "-H",
                    Socket,
                    "--data-root",
                    this["data"],
                    "--exec-root",
                    this["exec"],
                    "-p",
                    this["pid"],
                    "--iptables=false",
                    "--bridge=none",
                    "--ip-forward=false",
                ]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var limit = new CancellationTokenSource(Limit);
        while ((await TryAsync(["version"])).ExitCode != 0)
        {
            if (_process.HasExited)
                Assert.Fail("dockerd ended.");
            await Task.Delay(50, limit.Token);
        }
    }

    /// <summary>What DOCKER_HOST has to be.</summary>
    public string Socket => $"unix://{this["d.sock"]}";

    private string this[string name] => Path.Combine(_folder.FullName, name);

    public async Task<string> RunAsync(params IEnumerable<string> arguments)
    {
        var (code, output, errors) = await TryAsync(arguments);
        code.Should().Be(0, errors);
        return output;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            var (_, containers, _) = await TryAsync(["ps", "-aq"]);
            if (containers.Split('\n', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } left)
                await TryAsync(["rm", "-f", .. left]);
            // It ends its containerd, and gives back its mounts.
            await Tools.RunAsync("kill", [$"{_process.Id}"], Limit, CancellationToken.None);
            using var limit = new CancellationTokenSource(Limit);
            await _process.WaitForExitAsync(limit.Token);
        }

        _process?.Dispose();
        // It leaves this one.
        await Tools.RunAsync("umount", ["-q", this["exec/netns/default"]], Limit, CancellationToken.None);
        _folder.Delete(recursive: true);
    }

    private Task<(int ExitCode, string Output, string Errors)> TryAsync(IEnumerable<string> arguments) =>
        Tools.RunAsync("docker", ["-H", Socket, .. arguments], Limit, CancellationToken.None);
}
