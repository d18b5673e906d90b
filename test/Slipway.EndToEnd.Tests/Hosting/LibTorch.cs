namespace Slipway.EndToEnd.Tests.Hosting;

/// <summary>The native libraries of TorchScript, which are fetched and not built.</summary>
internal static class LibTorch
{
    private static string Cache =>
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");

    public static bool IsHere =>
        Path.Combine(Cache, "slipway", "torch") is var folder
        && Directory.Exists(folder)
        && Directory.EnumerateDirectories(folder, "libtorch-*").Any();

    /// <summary>Skips the test where they are not in the cache.</summary>
    public static void Require() =>
        Tools.Require(IsHere, "libtorch is not in the cache; 'slipway runtimes install torch' fetches it");
}
