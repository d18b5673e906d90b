using System.Diagnostics;

namespace Slipway.TestUtilities.Engines;

/// <summary>
/// Podman's service with a storage of its own, configured for machines that are containers themselves: runc, cgroups as they are,
/// limits that may be set. Registries of loopback may speak HTTP.
/// </summary>
public sealed class PodmanEngine : TestEngine
{
    private readonly Dictionary<string, string> _environment;

    public PodmanEngine()
    {
        Folder.Write(
            "containers.conf",
            """
            [containers]
            default_ulimits=["nofile=20000:20000","nproc=16384:16384"]
            [engine]
            runtime="runc"
            cgroup_manager="cgroupfs"
            events_logger="file"
            lock_type="file"
            """
        );
        Folder.Write(
            "registries.conf",
            """
            [[registry]]
            location = "127.0.0.1"
            insecure = true
            """
        );
        _environment = new()
        {
            ["CONTAINERS_CONF"] = Folder["containers.conf"],
            ["CONTAINERS_REGISTRIES_CONF"] = Folder["registries.conf"],
        };
    }

    protected override IReadOnlyList<string> Programs => ["podman", "runc"];

    protected override ProcessStartInfo Start
    {
        get
        {
            // One that was ended leaves it, and would not listen again.
            File.Delete(Socket);
            var start = new ProcessStartInfo(
                "podman",
                [.. Storage, "system", "service", "-t", "0", $"unix://{Socket}"]
            );
            foreach (var (name, value) in _environment)
                start.Environment[name] = value;
            return start;
        }
    }

    protected override Task CleanAsync() => RunAsync("podman", [.. Storage, "rm", "-fa", "-t", "0"], _environment);

    // It gives back the mounts, too.
    protected override Task CleanUpAsync() => RunAsync("podman", [.. Storage, "system", "reset", "-f"], _environment);

    // With locks and state of its own: another Podman that is reset would take these for those of a machine that was rebooted.
    private string[] Storage => ["--root", Folder["root"], "--runroot", Folder["runroot"], "--tmpdir", Folder["tmp"]];
}
