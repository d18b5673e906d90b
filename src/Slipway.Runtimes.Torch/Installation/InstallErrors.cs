using Slipway.Errors;
using Slipway.Runtimes.Torch.Native;

namespace Slipway.Runtimes.Torch.Installation;

/// <summary>Why libtorch cannot be installed, and what to do then.</summary>
internal static class InstallErrors
{
    private const int LongestWords = 400;

    private static string Elsewhere =>
        "Without a network: run 'slipway runtimes install torch' on a machine that has one and copy "
        + $"{LibraryFolder.Current} to the same place here (or name the copy in {LibraryFolder.Variable}), or give a folder "
        + "that holds the packages: 'slipway runtimes install torch --source FOLDER'.";

    public static ServingException Unsupported() =>
        Error(ServingErrorCode.Unsupported, "unsupported-platform", LibTorch.UnsupportedPlatform);

    public static ServingException NamedFolderIncomplete(string folder, string missing) =>
        Error(
            ServingErrorCode.FailedPrecondition,
            "libtorch-missing",
            $"{LibraryFolder.Variable} names {folder}, where '{missing}' of libtorch {LibTorch.Version} is not. Put the "
                + "libraries there, or unset the variable to have them fetched into the cache."
        );

    public static ServingException NoSdk(Exception cause) =>
        Error(
            ServingErrorCode.FailedPrecondition,
            "sdk-missing",
            $"libtorch is fetched with the .NET SDK, and 'dotnet' is not here ({cause.Message}). Install the SDK. {Elsewhere}",
            cause
        );

    public static ServingException RestoreFailed(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var first = Array.Find(lines, line => line.Contains(": error ", StringComparison.Ordinal));
        var said = first is null
            ? string.Join(' ', lines)
            : first[(first.IndexOf(": error ", StringComparison.Ordinal) + 2)..];
        return Error(
            ServingErrorCode.Unavailable,
            "fetch-failed",
            $"libtorch {LibTorch.Version} could not be fetched from the package sources that are configured here. NuGet says: "
                + $"{(said.Length <= LongestWords ? said : said[..LongestWords] + "…")} {Elsewhere}"
        );
    }

    public static ServingException Incomplete(NativeFile file) =>
        Error(
            ServingErrorCode.FailedPrecondition,
            "fetch-failed",
            $"The package {file.Package} {file.PackageVersion} has no '{file.Name}'. It is not the genuine one: look at your "
                + "package sources."
        );

    public static ServingException WrongHash(NativeFile file) =>
        Error(
            ServingErrorCode.FailedPrecondition,
            "hash-mismatch",
            $"'{file.Name}' of the package {file.Package} {file.PackageVersion} is not the file that was published under "
                + "that version, and is not used. Clear NuGet's caches ('dotnet nuget locals all --clear') and look at your "
                + "package sources."
        );

    public static ServingException Unwritable(string folder, Exception cause) =>
        Error(
            ServingErrorCode.FailedPrecondition,
            "cache-unusable",
            $"libtorch cannot be put into {folder}: {cause.Message} It takes {LibTorch.TotalBytes >> 20} MB, and three times "
                + "that while it is unpacked. XDG_CACHE_HOME names another cache folder.",
            cause
        );

    private static ServingException Error(
        ServingErrorCode code,
        string reason,
        string message,
        Exception? cause = null
    ) => new(code, message, cause) { Reason = reason };
}
