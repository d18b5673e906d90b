namespace Slipway.Runtimes.Torch.Native;

/// <summary>Where the native libraries lie. A folder that is there is whole: it appeared by one rename.</summary>
internal static class LibraryFolder
{
    /// <summary>Names a folder in place of the one in the user's cache.</summary>
    public const string Variable = "SLIPWAY_TORCH";

    /// <summary>The folder of this version, whether it is there or not.</summary>
    public static string Current =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
            ? Path.GetFullPath(named)
            : Path.Combine(Root, $"libtorch-{LibTorch.Version}-{LibTorch.BindingVersion}-{LibTorch.Platform}");

    /// <summary>Whether the user named a folder, which is then theirs to fill.</summary>
    public static bool IsNamed => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 };

    /// <summary>The folder of all versions in the user's cache.</summary>
    public static string Root =>
        Path.Combine(
            Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
                ? cache
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
            "slipway",
            "torch"
        );

    /// <summary>The first file that is missing or of another size; null where all are there.</summary>
    public static string? Missing(string folder) =>
        LibTorch
            .Files.FirstOrDefault(file =>
                new FileInfo(Path.Combine(folder, file.Name)) is not { Exists: true } info || info.Length != file.Length
            )
            ?.Name;
}
