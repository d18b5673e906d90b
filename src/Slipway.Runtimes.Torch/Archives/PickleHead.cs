using System.Text;

namespace Slipway.Runtimes.Torch.Archives;

/// <summary>The beginning of a pickle, which tells what the object is. Nothing of it is executed.</summary>
internal static class PickleHead
{
    private const byte Protocol = 0x80;
    private const byte Frame = 0x95;
    private const byte Global = (byte)'c';

    /// <summary>The first thing that the pickle names, as <c>module.name</c>; null where it begins with something else.</summary>
    public static string? FirstGlobal(ReadOnlySpan<byte> pickle)
    {
        if (pickle is [Protocol, _, ..])
            pickle = pickle[2..];
        if (pickle is [Frame, ..] && pickle.Length > 9)
            pickle = pickle[9..];
        if (pickle is not [Global, ..])
            return null;
        pickle = pickle[1..];
        return Line(ref pickle) is { } module && Line(ref pickle) is { } name ? $"{module}.{name}" : null;
    }

    private static string? Line(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'\n');
        if (end < 0)
            return null;
        var line = Encoding.UTF8.GetString(rest[..end]);
        rest = rest[(end + 1)..];
        return line;
    }
}
