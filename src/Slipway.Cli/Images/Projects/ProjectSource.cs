using Slipway.Cli.Projects;

namespace Slipway.Cli.Images.Projects;

/// <summary>A project of the user's, or the folder that one was published to, of which an image is made.</summary>
/// <param name="path">As the user named it.</param>
/// <param name="service">What is there.</param>
internal sealed class ProjectSource(string path, ServiceProject service)
{
    /// <summary>Absolute: what was named.</summary>
    public string Path { get; } = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));

    public ServiceProject Service => service;

    /// <summary>Where the lock file of the image lies, unless the user says otherwise.</summary>
    public string LockFile => Path + Build.LockFile.Extension;
}
