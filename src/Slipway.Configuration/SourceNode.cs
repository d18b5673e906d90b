using System.Globalization;
using System.Text.Json.Nodes;

namespace Slipway.Configuration;

/// <summary>A piece of YAML that knows where it was written. Immutable: trees are laid over each other and keep their marks.</summary>
public abstract record SourceNode(SourceMark Mark);

/// <summary>A key of a mapping and what stands behind it.</summary>
public sealed record SourceEntry(string Key, SourceMark KeyMark, SourceNode Value);

/// <summary>Keys and values, each key once, in the order of the file.</summary>
public sealed record SourceMapping(IReadOnlyList<SourceEntry> Entries, SourceMark Mark) : SourceNode(Mark)
{
    public SourceNode? Find(string key) => Entries.FirstOrDefault(entry => entry.Key == key)?.Value;
}

public sealed record SourceList(IReadOnlyList<SourceNode> Items, SourceMark Mark) : SourceNode(Mark);

/// <summary>A node that a problem was already told of: it is in no tree that is bound.</summary>
public sealed record SourceBroken(SourceMark Mark) : SourceNode(Mark);

/// <summary>A word, a number, or nothing.</summary>
/// <param name="Text">As it is written, without quotes.</param>
/// <param name="IsPlain">Without quotes: the text decides what it is (YAML 1.2 core schema).</param>
/// <param name="Mark">Where.</param>
public sealed record SourceScalar(string Text, bool IsPlain, SourceMark Mark) : SourceNode(Mark)
{
    public bool IsNull => IsPlain && Text is ("" or "~" or "null" or "Null" or "NULL");

    /// <summary>Null, true, false, a number or a text.</summary>
    public JsonValue? ToJson()
    {
        if (!IsPlain)
            return JsonValue.Create(Text);
        if (IsNull)
            return null;
        if (Text is "true" or "True" or "TRUE")
            return JsonValue.Create(true);
        if (Text is "false" or "False" or "FALSE")
            return JsonValue.Create(false);
        if (long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
            return JsonValue.Create(integer);
        // What is too large for a number stays a text: JSON has no infinity.
        var mayBeNumber = char.IsAsciiDigit(Text[0]) || Text[0] is '-' or '+' or '.';
        return
            mayBeNumber
            && double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
            ? JsonValue.Create(number)
            : JsonValue.Create(Text);
    }
}
