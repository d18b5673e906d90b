using System.Buffers;
using Slipway.Errors;

namespace Slipway.Serving.Sources;

/// <summary>The names that models are served under.</summary>
internal static class ModelNames
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
    public static string Checked(string name) =>
        name.Length is > 0 and <= 128
        && !name.AsSpan().ContainsAny(Reserved)
        && !name.Any(char.IsControl)
        && name != "."
        && name != ".."
            ? name
            : throw ServingException.InvalidArgument(
                $"'{name}' cannot be the name of a model: use 1 to 128 characters, none of them / \\ ? # % & or a "
                    + "control character."
            );
}
