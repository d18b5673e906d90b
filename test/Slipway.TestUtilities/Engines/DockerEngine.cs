using System.Diagnostics;

namespace Slipway.TestUtilities.Engines;

/// <summary>A Docker daemon with folders of its own and no networks.</summary>
public sealed class DockerEngine : TestEngine
{
    protected override IReadOnlyList<string> Programs => ["dockerd", "docker"];

    protected override ProcessStartInfo Start =>
        new(
            "dockerd",
            [
                "-H",
                $"unix://{Socket}",
                "--data-root",
                Folder["data"],
                "--exec-root",
                Folder["exec"],
                "-p",
                Folder["pid"],
                "--iptables=false",
                "--bridge=none",
                "--ip-forward=false",
                "--live-restore",
            ]
        );

    protected override async Task CleanAsync()
    {
        var (_, containers) = await DockerAsync("ps", "-aq");
        if (containers.Split('\n', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } left)
            await DockerAsync(["rm", "-f", .. left]);
    }

    // It leaves these, the latter for containers that would live on without it.
    protected override async Task CleanUpAsync()
    {
        foreach (var mount in (string[])["exec/netns/default", "data"])
            await RunAsync("umount", ["-q", Folder[mount]], new Dictionary<string, string>());
    }

    private Task<(int ExitCode, string Output)> DockerAsync(params IEnumerable<string> arguments) =>
        RunAsync("docker", ["-H", $"unix://{Socket}", .. arguments], new Dictionary<string, string>());
}
