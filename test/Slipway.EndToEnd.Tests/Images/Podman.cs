using System.Diagnostics;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Images;

/// <summary>
/// Podman with a storage of its own, configured for machines that are containers themselves: runc, cgroups as they are, limits
/// that may be set. Registries of loopback may speak HTTP.
/// </summary>
public sealed class Podman : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly TempFolder _folder = new();

    public Podman()
    {
        _folder.Write(
            "containers.conf",
            """
            [containers]
            default_ulimits=["nofile=20000:20000","nproc=16384:16384"]
            [engine]
            runtime="runc"
            cgroup_manager="cgroupfs"
            events_logger="file"
            lock_type="file"
            """u8.ToArray()
        );
        // What the tool finds on its path, where it is run with it.
        _folder.Write(
            "bin/podman",
            System.Text.Encoding.UTF8.GetBytes(
                $"""
                #!/bin/sh
                CONTAINERS_CONF='{_folder["containers.conf"]}' exec /usr/bin/podman {string.Join(
                    ' ',
                    Storage.Select(part => $"'{part}'")
                )} "$@"

                """
            )
        );
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                _folder["bin/podman"],
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
        }
    }

    public static void Require() =>
        Tools.Require(
            Tools.IsOnPath("podman") && Tools.IsOnPath("runc") && Environment.IsPrivilegedProcess,
            "containers are run by root's podman with runc: apt-get install podman runc"
        );

    /// <summary>A folder with a <c>podman</c> that is this one.</summary>
    public string Bin => _folder["bin"];

    /// <summary>Where a container's temporary files may go.</summary>
    public string this[string name] => _folder[name];

    public async Task<string> RunAsync(params IEnumerable<string> arguments)
    {
        var (code, output, errors) = await Tools.RunAsync(
            Path.Combine(Bin, "podman"),
            arguments,
            Limit,
            TestContext.Current.CancellationToken
        );
        code.Should().Be(0, errors);
        return output;
    }

    public Task PullAsync(string image) => RunAsync("pull", "-q", "--tls-verify=false", image);

    /// <summary>Starts what stays in the foreground.</summary>
    public Process Start(params IEnumerable<string> arguments) =>
        Process.Start(
            new ProcessStartInfo(Path.Combine(Bin, "podman"), arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;

    public async ValueTask DisposeAsync()
    {
        if (!Tools.IsOnPath("podman"))
        {
            _folder.Dispose();
            return;
        }

        await Tools.RunAsync(Path.Combine(Bin, "podman"), ["rm", "-fa", "-t", "0"], Limit, CancellationToken.None);
        // It gives back the mounts, too.
        await Tools.RunAsync(Path.Combine(Bin, "podman"), ["system", "reset", "-f"], Limit, CancellationToken.None);
        _folder.Dispose();
    }

    // With locks and state of its own: another Podman that is reset would take these for those of a machine that was rebooted.
    private string[] Storage =>
        ["--root", _folder["root"], "--runroot", _folder["runroot"], "--tmpdir", _folder["tmp"]];
}
