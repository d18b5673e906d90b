using System.Globalization;
using System.Runtime.InteropServices;

namespace Slipway.Deployment.Pipelines.Paths;

/// <summary>A step down into a value.</summary>
/// <param name="Kind">Which of the others counts.</param>
/// <param name="Name">A member of an object.</param>
/// <param name="Index">An element of a list, from 0; from the end where it is negative.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PathSegment(SegmentKind Kind, string Name, int Index)
{
    public static PathSegment Member(string name) => new(SegmentKind.Member, name, 0);

    public static PathSegment Element(int index) => new(SegmentKind.Element, "", index);

    public static PathSegment All { get; } = new(SegmentKind.All, "", 0);

    public override string ToString() =>
        Kind switch
        {
            SegmentKind.All => "[*]",
            SegmentKind.Element => string.Create(CultureInfo.InvariantCulture, $"[{Index}]"),
            _ when PathReader.IsName(Name) => "." + Name,
            _ => $"[{Quoted.Of(Name)}]",
        };
}

/// <summary>The kinds of steps down.</summary>
public enum SegmentKind
{
    Member = 0,
    Element,

    /// <summary>A list of what the rest of the path finds in each element, null where it finds nothing.</summary>
    All,
}
