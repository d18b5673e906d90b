using System.Buffers;
using Slipway.Errors;

namespace Slipway.Models;

/// <summary>The names that models are served under.</summary>
public static class ModelNames
{
    private static readonly SearchValues<char> Reserved = SearchValues.Create("/\\?#%&");

    /// <summary>That of a file; its folder's where the file is only called <c>model</c>.</summary>
    public static string OfFile(string file)
    {
        var stem = Path.GetFileNameWithoutExtension(file);
        var folder = Path.GetFileName(Path.GetDirectoryName(file));
        return stem == "model" && !string.IsNullOrEmpty(folder) ? folder : stem;
    }

    /// <summary>
    /// A name becomes a path segment of every protocol: what would need quoting there is refused here.
    /// </summary>
    /// <exception cref="ServingException">InvalidArgument, with what a name may be.</exception>
    public static string Checked(string name) =>
        Problem(name) is { } problem ? throw ServingException.InvalidArgument(problem) : name;

    /// <summary>Why it is no name, in words; null where it is one.</summary>
    public static string? Problem(string name) =>
        name.Length is > 0 and <= 128
        && !name.AsSpan().ContainsAny(Reserved)
        && !name.Any(char.IsControl)
        && name != "."
        && name != ".."
            ? null
            : $"'{name}' cannot be the name of a model: use 1 to 128 characters, none of them / \\ ? # % & or a "
                + "control character.";
}
