using System.Net.Sockets;
using Slipway.Errors;

namespace Slipway.Containers;

/// <summary>
/// Where an engine of this machine is spoken to: the Unix socket that <c>DOCKER_HOST</c> names, else the first of Docker's and
/// Podman's usual ones that takes a connection.
/// </summary>
public static class EngineSocket
{
    /// <summary>As of Docker's own client.</summary>
    public const string Variable = "DOCKER_HOST";

    private const string UnixScheme = "unix://";

    /// <exception cref="ServingException">Unavailable, <see cref="EngineErrors.NoEngine"/>: none does.</exception>
    public static Task<string> FindAsync(CancellationToken cancellationToken) =>
        FindAsync(Candidates(Environment.GetEnvironmentVariable), cancellationToken);

    /// <summary>The sockets in the order in which they are tried.</summary>
    /// <param name="variable">A variable of the environment; null where it is not set.</param>
    /// <exception cref="ServingException"><c>DOCKER_HOST</c> names what is no socket.</exception>
    internal static IReadOnlyList<string> Candidates(Func<string, string?> variable)
    {
        if (variable(Variable) is { Length: > 0 } named)
        {
            return named.StartsWith(UnixScheme, StringComparison.Ordinal)
                ? [named[UnixScheme.Length..]]
                : throw EngineErrors.Unreachable(
                    $"{Variable} is '{named}': containers of a fleet run on this machine, by an engine at a Unix socket. Write "
                        + $"{UnixScheme}/PATH, or leave the variable out."
                );
        }

        var candidates = new List<string> { "/var/run/docker.sock" };
        var runtime = variable("XDG_RUNTIME_DIR");
        if (runtime is { Length: > 0 })
            candidates.Add(Path.Combine(runtime, "docker.sock"));
        if (variable("HOME") is { Length: > 0 } home)
            candidates.Add(Path.Combine(home, ".docker", "run", "docker.sock"));
        if (runtime is { Length: > 0 })
            candidates.Add(Path.Combine(runtime, "podman", "podman.sock"));
        candidates.Add("/run/podman/podman.sock");
        return candidates;
    }

    internal static async Task<string> FindAsync(IReadOnlyList<string> candidates, CancellationToken cancellationToken)
    {
        var failures = new List<string>();
        foreach (var path in candidates)
        {
            if (await TryAsync(path, cancellationToken) is not { } failure)
                return path;
            failures.Add($"{path} ({failure})");
        }

        throw EngineErrors.Unreachable(
            $"No container engine answers at {string.Join(", nor at ", failures)}. Start Docker, or Podman's service ('systemctl start "
                + $"podman.socket', or 'podman system service -t 0'), or name the socket by {Variable}=unix:///PATH."
        );
    }

    /// <summary>Null where it takes connections; else why not.</summary>
    private static async Task<string?> TryAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            return "not there";
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return null;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.AccessDenied
                ? "you may not open it"
                : $"nobody listens: {e.SocketErrorCode}";
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }
}
