using Slipway.Cli.Servers;
using Slipway.Oci.Content;
using Slipway.Oci.Images.Services;

namespace Slipway.Cli.Images.Build;

/// <summary>Publishes the checkout's server for a platform, unless it was since its sources changed.</summary>
internal sealed class ServerPublish(CliConsole console, string root)
{
    private const string Project = "src/Slipway.Server/Slipway.Server.csproj";

    /// <summary>What must have succeeded before minutes are spent.</summary>
    public Task Before { get; init; } = Task.CompletedTask;

    public async Task<ServerFiles> RunAsync(Platform platform, CancellationToken cancellationToken)
    {
        var identifier = platform.Architecture switch
        {
            "amd64" => "linux-x64",
            "arm64" => "linux-arm64",
            _ => throw CliException.Usage($"There is no server for {platform}; linux/amd64 and linux/arm64 there are."),
        };
        var folder = Path.Combine(root, "artifacts", "images", identifier);
        var program = Path.Combine(folder, ServiceImage.ServerProgram);
        var stamp = new BuildStamp(root, $"Slipway.Server.{identifier}");
        if (!stamp.IsFresh(program))
        {
            await Before;
            using var held = await BuildLock.AcquireAsync(root, cancellationToken);
            // Another process may have published it while this one waited.
            if (!stamp.IsFresh(program))
                await PublishAsync(platform, identifier, folder, stamp, cancellationToken);
        }

        return ServerFiles.Open(folder);
    }

    private async Task PublishAsync(
        Platform platform,
        string identifier,
        string folder,
        BuildStamp stamp,
        CancellationToken cancellationToken
    )
    {
        var isNative = HasToolchain(platform);
        var text = isNative
            ? $"Compiling the server for {platform} ahead of time, once; that takes minutes…"
            : $"Publishing the server for {platform}, once…";
        if (!console.ShowsProgress)
            await console.Error.WriteLineAsync(text);
        if (!isNative)
        {
            await console.Error.WriteLineAsync(
                $"There is no C toolchain for {platform}, so the image gets the server that brings .NET along, which is larger "
                    + $"and starts slower. {Advice(platform)}"
            );
        }

        DeleteLeft(folder);
        var staging = $"{folder}.{Guid.NewGuid():N}";
        var started = DateTime.UtcNow;
        try
        {
            var result = await console.WaitAsync(
                text,
                () =>
                    CapturedProcess.RunAsync(
                        DotnetHost.Path,
                        [
                            .. Arguments(identifier, staging),
                            .. isNative ? (string[])[] : ["-p:PublishAot=false", "--self-contained"],
                        ],
                        root,
                        cancellationToken
                    )
            );
            if (result.ExitCode != 0)
            {
                await console.Error.WriteAsync(result.Output + result.Error);
                throw new CliException(
                    ExitCodes.Failure,
                    $"The server in {root} cannot be published for {platform}; the errors are above."
                );
            }

            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            Directory.Move(staging, folder);
            stamp.Mark(started);
        }
        finally
        {
            if (Directory.Exists(staging))
                Directory.Delete(staging, recursive: true);
        }
    }

    // By processes that were killed; whoever publishes now holds the lock.
    private static void DeleteLeft(string folder)
    {
        var above = Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        foreach (var left in above.EnumerateDirectories($"{Path.GetFileName(folder)}.*"))
            left.Delete(recursive: true);
    }

    private static string[] Arguments(string identifier, string folder) =>
        [
            "publish",
            Project,
            "-c",
            "Release",
            "-r",
            identifier,
            "-o",
            folder,
            "-v",
            "quiet",
            "-nologo",
            // Build servers would outlive the tool and hold its output open.
            "-nodeReuse:false",
            "-p:UseSharedCompilation=false",
            "-p:RunAnalyzers=false",
        ];

    private static bool HasToolchain(Platform platform) =>
        Toolchain(platform).Any(program => ProgramPath.Find(program) is not null);

    private static string[] Toolchain(Platform platform) =>
        platform == ImageServers.Own ? ["clang", "gcc"]
        : platform == Platform.LinuxArm64 && ImageServers.Own == Platform.LinuxAmd64 ? ["aarch64-linux-gnu-gcc"]
        : [];

    private static string Advice(Platform platform) =>
        Toolchain(platform).Length == 0
            ? "It is compiled ahead of time on Linux only."
            : $"On Debian: apt-get install {(platform == ImageServers.Own ? "gcc libc6-dev" : "gcc-aarch64-linux-gnu libc6-dev-arm64-cross")}.";
}
