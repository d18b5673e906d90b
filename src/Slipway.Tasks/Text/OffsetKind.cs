using System.Text.Json.Serialization;
using Slipway.Tasks.Tokenizers;

namespace Slipway.Tasks.Text;

/// <summary>In what offsets are counted.</summary>
public enum OffsetKind
{
    /// <summary>UTF-16 code units, as in .NET, Java and JavaScript.</summary>
    [JsonStringEnumMemberName("utf16")]
    Utf16,

    /// <summary>Bytes of the text in UTF-8.</summary>
    [JsonStringEnumMemberName("utf8")]
    Utf8,

    /// <summary>Code points, as in Python.</summary>
    [JsonStringEnumMemberName("codepoint")]
    CodePoint,
}

internal static class OffsetKinds
{
    public static OffsetUnit Unit(this OffsetKind kind) =>
        kind switch
        {
            OffsetKind.Utf8 => OffsetUnit.Utf8,
            OffsetKind.CodePoint => OffsetUnit.CodePoint,
            _ => OffsetUnit.Utf16,
        };
}
