using System.Buffers;
using System.Text;

namespace Slipway.Oci.Unpacking;

/// <summary>Names that somebody else has chosen: which of them may become files here.</summary>
public static class EntryNames
{
    private const int LongestSegment = 255;
    private const int LongestName = 1024;

    private static readonly SearchValues<char> NotOnWindows = SearchValues.Create("<>\"|?*");

    /// <summary>Whether <paramref name="name"/> (with <c>/</c> between its parts) stays in the folder it is put in.</summary>
    public static bool IsSafe(string name) =>
        name.Length is > 0 and <= LongestName && name.Split('/').All(IsSafeSegment);

    /// <summary>For messages: short and without control characters.</summary>
    public static string Printable(string name) =>
        string.Concat(name.Take(100).Select(c => char.IsControl(c) ? '?' : c)) + (name.Length > 100 ? "…" : "");

    private static bool IsSafeSegment(string segment) =>
        segment.Length is > 0 and <= LongestSegment
        && segment is not ("." or "..")
        && Encoding.UTF8.GetByteCount(segment) <= LongestSegment
        && !segment.Any(c => char.IsControl(c) || c is '\\' or ':')
        && !(OperatingSystem.IsWindows() && (segment[^1] is '.' or ' ' || segment.AsSpan().ContainsAny(NotOnWindows)));
}
