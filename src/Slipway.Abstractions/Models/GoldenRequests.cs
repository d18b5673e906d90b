using Slipway.Errors;

namespace Slipway.Models;

/// <summary>The golden requests of a package: questions that it brings along with the answers that they must get.</summary>
public static class GoldenRequests
{
    /// <summary>At most so many in a package.</summary>
    public const int Most = 100;

    /// <summary>The largest file, in bytes: 4 MiB.</summary>
    public const int LargestFile = 4 << 20;

    /// <summary>The folder within the package.</summary>
    public const string Folder = "requests";

    private const string Suffix = ".expected.json";

    /// <summary>
    /// Whether a package's folder has any, or what looks like it: <see cref="Read"/> says what is wrong with them.
    /// </summary>
    public static bool Any(string? package)
    {
        if (package is null)
            return false;
        var folder = Path.Combine(package, Folder);
        try
        {
            return Directory.Exists(folder) && Directory.EnumerateFiles(folder, $"*{Suffix}").Any();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>
    /// Those of <c>requests/</c> in a package's folder, by name; requests without an expected answer are mere examples and are
    /// passed over. Empty where the path is no folder or has none.
    /// </summary>
    /// <exception cref="ServingException">
    /// InvalidArgument: too many, a file that is too large, an expected answer without its request, or a file that cannot be read.
    /// </exception>
    public static IReadOnlyList<GoldenRequest> Read(string package)
    {
        var folder = Path.Combine(package, Folder);
        if (!Directory.Exists(folder))
            return [];
        try
        {
            string[] files = [.. Directory.EnumerateFiles(folder, $"*{Suffix}").Take(Most + 1)];
            if (files.Length > Most)
                throw ServingException.InvalidArgument(
                    $"The package has more than {Most} expected answers in {Folder}/; leave the most telling ones."
                );
            Array.Sort(files, StringComparer.Ordinal);
            return [.. files.Select(Pair)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ServingException(
                ServingErrorCode.InvalidArgument,
                $"The golden requests in {Folder}/ cannot be read: {e.Message}",
                e
            );
        }
    }

    private static GoldenRequest Pair(string expected)
    {
        var request = $"{expected[..^Suffix.Length]}.json";
        if (!File.Exists(request))
            throw ServingException.InvalidArgument(
                $"{Folder}/{Path.GetFileName(expected)} has no request {Path.GetFileName(request)} beside it; "
                    + "add it or remove the answer."
            );
        return new GoldenRequest(Path.GetFileNameWithoutExtension(request), Bytes(request), Bytes(expected));
    }

    private static byte[] Bytes(string file)
    {
        using var stream = File.OpenRead(file);
        if (stream.Length > LargestFile)
            throw ServingException.InvalidArgument(
                $"{Folder}/{Path.GetFileName(file)} has {ByteSize.Of(stream.Length)}; "
                    + $"golden requests and answers have at most {ByteSize.Of(LargestFile)}."
            );
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
