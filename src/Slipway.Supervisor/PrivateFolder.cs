namespace Slipway.Supervisor;

/// <summary>Folders that nobody else may look into: sockets in them take orders.</summary>
internal static class PrivateFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes it and those above it.</summary>
    /// <exception cref="IOException">It is there and others may write into it: it may not be ours.</exception>
    public static string Create(string path)
    {
        if (OperatingSystem.IsWindows())
            return Directory.CreateDirectory(path).FullName;
        Directory.CreateDirectory(path, OwnerOnly);
        var mode = File.GetUnixFileMode(path);
        if ((mode & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != UnixFileMode.None)
            throw new IOException($"Others may write into {path}: remove it, or take that right away (chmod 700).");
        return path;
    }
}
