using System.Net;

namespace Slipway.Server.Serve;

/// <summary>What can be told to be wrong before anything is started.</summary>
internal static class Preflight
{
    /// <summary>The problem, in words and as an exit code, or null.</summary>
    public static (string Message, int ExitCode)? Problem(ServeOptions options)
    {
        foreach (var path in options.Paths)
        {
            if (!File.Exists(path) && !Directory.Exists(path))
            {
                var message =
                    $"there is no file or folder '{path}'. Give the path of a model file or of a folder with one.";
                return (message, ExitCodes.ModelNotFound);
            }
        }

        return UsageProblem(options) is { } usage ? (usage, ExitCodes.Usage) : null;
    }

    private static string? UsageProblem(ServeOptions options)
    {
        if (options.Name is not null && options.Paths.Count > 1)
            return "--name goes with a single PATH.";
        if (options.HttpPort != 0 && options.HttpPort == options.GrpcPort)
            return $"--http-port and --grpc-port are both {options.HttpPort}; without TLS they cannot share a port.";
        return options.Host is "*" or "+" or "localhost" || IPAddress.TryParse(options.Host, out _)
            ? null
            : $"--host '{options.Host}' is no IP address; give one, 'localhost', or '*' for all interfaces.";
    }
}
