using Slipway.Cli.Projects;
using Slipway.Oci.Content;
using Slipway.Oci.Images.Services;

namespace Slipway.Cli.Images.Projects;

/// <summary>A program in the folder that it was published to: by the user, or by us into a folder that goes when it is disposed.</summary>
internal sealed class PublishedProject : IDisposable
{
    private readonly DirectoryInfo? _staging;

    private PublishedProject(ProgramFiles files, DirectoryInfo? staging) => (Files, _staging) = (files, staging);

    public ProgramFiles Files { get; }

    /// <exception cref="CliException">It cannot be published, or was not so that an image can be made of it.</exception>
    public static async Task<PublishedProject> MakeAsync(
        ProjectSource source,
        Platform platform,
        CliConsole console,
        CancellationToken cancellationToken
    )
    {
        if (source.Service.IsBuilt)
            return new PublishedProject(Open(source.Service.Path, source.Path, platform), staging: null);
        var staging = Directory.CreateTempSubdirectory("slipway-publish-");
        try
        {
            var folder = Path.Combine(staging.FullName, "app");
            await console.WaitAsync(
                $"Publishing {Path.GetFileName(source.Service.Path)} for {platform}…",
                async () =>
                {
                    await new ProjectPublish(source.Service.Path, console).RunAsync(
                        platform,
                        folder,
                        cancellationToken
                    );
                    return true;
                }
            );
            var program =
                Program(folder, source.Service.Path)
                ?? throw CliException.Usage(
                    $"{source.Service.Path} builds no program, and nobody can run it. 'slipway new handler NAME' writes a project that does."
                );
            return new PublishedProject(Open(program.Path, source.Path, platform), staging);
        }
        catch
        {
            staging.Delete(recursive: true);
            throw;
        }
    }

    public void Dispose() => _staging?.Delete(recursive: true);

    // There may be others, of projects that it refers to.
    private static ServiceProject? Program(string folder, string project)
    {
        var own = Path.Combine(folder, Path.GetFileNameWithoutExtension(project) + ".dll");
        return File.Exists(own) && ServiceProject.Find(own) is { } program ? program : ServiceProject.Find(folder);
    }

    private static ProgramFiles Open(string program, string shown, Platform platform)
    {
        if (program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
        {
            throw CliException.Usage(
                $"{shown} was published without .NET, which is in no image of ours: publish it with 'dotnet publish -r linux-x64 "
                    + "--self-contained', or name the project, which is then published so."
            );
        }

        var files = ProgramFiles.Open(program);
        return platform.Runs(files.Platform)
            ? files
            : throw CliException.Usage($"{shown} was published for {files.Platform}, and not for {platform}.");
    }
}
