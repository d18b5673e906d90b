using System.Runtime.InteropServices;
using Slipway.Cli.Servers;
using Slipway.Oci.Content;
using Slipway.Oci.Images.Services;

namespace Slipway.Cli.Images.Build;

/// <summary>
/// The server that goes into an image, for each platform: in a folder that the user names, beside the tool, or published from
/// the checkout that the tool was built from, compiled ahead of time where a toolchain is there. The user names folders on the
/// command line, or by <see cref="NamedFolders.Variable"/>.
/// </summary>
internal sealed class ImageServers(CliConsole console, string baseDirectory, IReadOnlyList<string> named)
{
    /// <summary>What must have succeeded before minutes are spent.</summary>
    public Task BeforePublishing { get; init; } = Task.CompletedTask;

    /// <summary>What this machine can run.</summary>
    public static Platform? Own =>
        !OperatingSystem.IsLinux()
            ? null
            : RuntimeInformation.OSArchitecture switch
            {
                Architecture.X64 => Platform.LinuxAmd64,
                Architecture.Arm64 => Platform.LinuxArm64,
                _ => null,
            };

    /// <exception cref="CliException">There is none for the platform, and none can be made.</exception>
    public async Task<ServerFiles> FindAsync(Platform platform, CancellationToken cancellationToken)
    {
        var places = named.Concat(NamedFolders.All.Where(IsForImages)).Select(ServerFiles.Open).ToList();
        if (places.Find(server => platform.Runs(server.Platform)) is { } mine)
            return mine;
        if (Beside() is { } beside && platform.Runs(beside.Platform))
            return beside;
        if (SourceCheckout.FindRoot(baseDirectory) is { } root)
            return await new ServerPublish(console, root) { Before = BeforePublishing }.RunAsync(
                platform,
                cancellationToken
            );

        throw new CliException(
            ExitCodes.Failure,
            $"There is no server for {platform} to put into the image: "
                + (named.Count > 0 ? $"not in {string.Join(", nor in ", named)}, " : "")
                + "not beside this tool, and this is no checkout. Name the folder of a published one with --server."
        );
    }

    // One that needs .NET beside it is no server for images.
    private ServerFiles? Beside()
    {
        var folder = Path.Combine(baseDirectory, "server");
        return IsForImages(folder) ? ServerFiles.Open(folder) : null;
    }

    private static bool IsForImages(string folder) =>
        File.Exists(Path.Combine(folder, ServiceImage.ServerProgram))
        && !File.Exists(Path.Combine(folder, ServiceImage.ServerProgram + ".dll"));
}
