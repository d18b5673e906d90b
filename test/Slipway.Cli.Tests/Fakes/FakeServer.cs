using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Fakes;

/// <summary>
/// Shell scripts in the place of the server, each keeping the part of the contract that a test is about: arguments,
/// exit codes, the ready file, SIGTERM.
/// </summary>
internal static class FakeServer
{
    public static string Create(TempFolder folder, string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The fake server is a shell script.");
        var path = folder.Write("Slipway.Server", "#!/bin/sh\n" + script);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>Writes the ready file with the given REST address and stays until it is told to end.</summary>
    public static string Ready(string address, string inspection) =>
        $$"""
            if [ "$1" = inspect ]; then echo '{{inspection}}'; exit 0; fi
            printf '{"http":"{{address}}","grpc":"http://127.0.0.1:1"}' > "$SLIPWAY_READY_FILE.partial"
            mv "$SLIPWAY_READY_FILE.partial" "$SLIPWAY_READY_FILE"
            trap 'echo stopped > "$(dirname "$0")/stopped"; exit 0' TERM
            while :; do sleep 0.05; done
            """;
}
