using Slipway.Deployment.Fleet;

namespace Slipway.Supervisor;

/// <summary>Folders that nobody else may look into: sockets in them take orders.</summary>
internal static class PrivateFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes it and those above it.</summary>
    /// <exception cref="IOException">It is there and not ours alone.</exception>
    public static string Create(string path)
    {
        if (OperatingSystem.IsWindows())
            return Directory.CreateDirectory(path).FullName;
        Directory.CreateDirectory(path, OwnerOnly);
        OwnFolder.Check(path);
        return path;
    }
}
