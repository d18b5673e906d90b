using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Deployment.Fleet;

/// <summary>
/// Where a fleet of this machine keeps its state, its logs and its sockets: a folder of the user's own for each manifest's folder
/// and name, so that a fleet is found again from where it was started.
/// </summary>
/// <param name="State">Revisions, the database, logs.</param>
/// <param name="Runtime">Sockets: the paths of sockets are short (107 bytes on Linux, 103 on macOS), so they lie apart.</param>
public sealed record FleetPlace(string State, string Runtime)
{
    // What both systems take, less their closing zero.
    private const int LongestPath = 102;
    private const string LongestSocket = "gateway.sock";

    /// <summary>The supervisor's API.</summary>
    public string Socket => Path.Combine(Runtime, "fleet.sock");

    /// <summary>The gateway's control: a link to the one that takes the requests.</summary>
    public string GatewaySocket => Path.Combine(Runtime, LongestSocket);

    /// <summary>A <see cref="FleetRecord"/> in JSON.</summary>
    public string Record => Path.Combine(State, "fleet.json");

    /// <summary>What the gateway was last started with: a <see cref="Manifest.GatewayConfig"/> in JSON, with the ports that it took; a link.</summary>
    public string GatewayConfig => Path.Combine(State, "gateway.json");

    /// <summary>The control of one of the gateways that a fleet has in the course of time.</summary>
    public string GatewaySocketOf(int generation) =>
        Path.Combine(Runtime, string.Create(CultureInfo.InvariantCulture, $"g{generation}.sock"));

    /// <inheritdoc cref="GatewayConfig"/>
    public string GatewayConfigOf(int generation) =>
        Path.Combine(State, string.Create(CultureInfo.InvariantCulture, $"gateway-{generation}.json"));

    /// <summary>What the supervisor writes.</summary>
    public string SupervisorLog => Path.Combine(State, "supervisor.log");

    /// <param name="directory">The manifest's folder.</param>
    /// <param name="name">The fleet's.</param>
    /// <param name="root">Where fleets are kept; null: <c>$XDG_STATE_HOME/slipway</c>, else <c>~/.local/state/slipway</c>.</param>
    public static FleetPlace Of(string directory, string name, string? root)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        root = Path.GetFullPath(root ?? DefaultRoot());
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{root}\n{full}\n{name}")))[..12];
        var state = Path.Combine(root, $"{name}-{key}");
        return new FleetPlace(state, RuntimeFolder(state, key));
    }

    /// <summary>The folder that states of fleets are in.</summary>
    public static string DefaultRoot() =>
        Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state && Path.IsPathRooted(state)
            ? Path.Combine(state, "slipway")
            : Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
                ".local",
                "state",
                "slipway"
            );

    // Beside the state where that is short enough; never TMPDIR, which may differ between two shells.
    private static string RuntimeFolder(string state, string key) =>
        Encoding.UTF8.GetByteCount(Path.Combine(state, LongestSocket)) <= LongestPath ? state
        : Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 and < 60 } runtime
        && Directory.Exists(runtime)
            ? Path.Combine(runtime, "slipway", key)
        : $"/tmp/slipway-{Environment.UserName}-{key}";
}
