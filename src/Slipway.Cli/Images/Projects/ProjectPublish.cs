using System.Security.Cryptography;
using System.Text;
using Slipway.Cli.Images.Build;
using Slipway.Cli.Projects;
using Slipway.Cli.Servers;
using Slipway.Oci.Content;

namespace Slipway.Cli.Images.Projects;

/// <summary>
/// Publishes a project with .NET beside it. What the compiler makes is kept in the user's cache, so that the next time only what
/// changed is compiled, and nothing of it is left among the user's files.
/// </summary>
/// <param name="project">The project's file.</param>
/// <param name="console">Gets the errors of one that does not build.</param>
internal sealed class ProjectPublish(string project, CliConsole console)
{
    /// <summary>What stands for the folders of this machine in what is compiled.</summary>
    private const string Root = "/_/";

    /// <summary>Publishes into a new folder, which the caller deletes.</summary>
    /// <param name="platform">What it must run on.</param>
    /// <param name="folder">Not there yet.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CliException">There is no SDK for it, or it cannot be published.</exception>
    public async Task RunAsync(Platform platform, string folder, CancellationToken cancellationToken)
    {
        await ProjectBuild.RequireSdkAsync(project, cancellationToken);
        var kept = Kept(project);
        using var held = await BuildLock.AcquireAsync(kept, cancellationToken);
        var result = await CapturedProcess.RunAsync(
            DotnetHost.Path,
            [.. Arguments(Identifier(platform), folder, Path.Combine(kept, "artifacts"))],
            Path.GetDirectoryName(project)!,
            cancellationToken
        );
        if (result.ExitCode != 0)
        {
            await console.Error.WriteLineAsync((result.Output + result.Error).Trim());
            throw new CliException(
                ExitCodes.Failure,
                $"{project} cannot be published for {platform}; the errors are above."
            );
        }
    }

    private IEnumerable<string> Arguments(string identifier, string folder, string artifacts) =>
        [
            "publish",
            project,
            "-c",
            "Release",
            "-r",
            identifier,
            "--self-contained",
            "-o",
            folder,
            "--artifacts-path",
            artifacts,
            "-v",
            "quiet",
            "-nologo",
            // Build servers would outlive the tool and hold its output open.
            "-nodeReuse:false",
            "-p:UseSharedCompilation=false",
            "-p:RunAnalyzers=false",
            // One file would be one layer.
            "-p:PublishSingleFile=false",
            // What debuggers read is not in the image, and a program says what is in it, the commit among others.
            "-p:DebugType=none",
            // A commit that leaves the sources as they are leaves the image as it is.
            "-p:IncludeSourceRevisionInInformationalVersion=false",
            // Neither does it matter where they lie.
            $"-p:PathMap={PathMap((artifacts, $"{Root}artifacts"), (SourcesOf(project), Root))}",
        ];

    /// <summary>
    /// What the compiler writes in place of folders, as a property on a command line of MSBuild, of which some characters mean
    /// something else. In the list itself a comma or an equals sign of a path is written twice.
    /// </summary>
    internal static string PathMap(params IEnumerable<(string Folder, string Shown)> pairs)
    {
        var list = string.Join(
            ',',
            pairs.Select(pair => $"{Twice(Path.TrimEndingDirectorySeparator(pair.Folder))}={pair.Shown}")
        );
        return string.Concat(
            list.Select(c => "%*?@$();',".Contains(c, StringComparison.Ordinal) ? $"%{(int)c:x2}" : $"{c}")
        );
    }

    private static string Twice(string path) =>
        path.Replace(",", ",,", StringComparison.Ordinal).Replace("=", "==", StringComparison.Ordinal);

    /// <summary>The highest folder above the project that its build looks into.</summary>
    private static string SourcesOf(string project)
    {
        var sources = Path.GetDirectoryName(project)!;
        for (var folder = Directory.GetParent(sources); folder is not null; folder = folder.Parent)
        {
            if (
                Path.Exists(Path.Combine(folder.FullName, ".git"))
                || File.Exists(Path.Combine(folder.FullName, "Directory.Build.props"))
            )
                sources = folder.FullName;
        }

        return sources;
    }

    private static string Identifier(Platform platform) =>
        platform.Architecture switch
        {
            "amd64" => "linux-x64",
            "arm64" => "linux-arm64",
            _ => throw CliException.Usage(
                $"Programs are published for linux/amd64 and linux/arm64, and not for {platform}."
            ),
        };

    private static string Kept(string project) =>
        Path.Combine(
            ImageCache.BuildsOfUser,
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project)))[..16]
        );
}
