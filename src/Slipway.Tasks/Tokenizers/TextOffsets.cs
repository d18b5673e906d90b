namespace Slipway.Tasks.Tokenizers;

/// <summary>In what offsets are counted.</summary>
public enum OffsetUnit
{
    /// <summary>UTF-16 code units, as in .NET, Java and JavaScript.</summary>
    Utf16 = 0,

    /// <summary>Bytes of the text in UTF-8.</summary>
    Utf8,

    /// <summary>Unicode code points, as in Python.</summary>
    CodePoint,
}

/// <summary>
/// Converts UTF-16 offsets of one text to another unit. The text is read once, when this is made. A lone surrogate counts
/// as U+FFFD, which is what it becomes in UTF-8: three bytes, one code point. An offset inside a surrogate pair is that of
/// the pair's start. Thread-safe.
/// </summary>
public sealed class TextOffsets
{
    private const int Stride = 128;

    private readonly string _text;
    private readonly bool _identical;
    private readonly bool _utf8;
    private readonly int[] _marks;

    public TextOffsets(string text, OffsetUnit unit)
    {
        _text = text;
        _utf8 = unit == OffsetUnit.Utf8;
        _identical = unit == OffsetUnit.Utf16 || IsIdentical(text, unit);
        _marks = _identical ? [] : Marks();
    }

    /// <summary>The offset <paramref name="utf16"/> (0 … length of the text) in the unit.</summary>
    public int Of(int utf16)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)utf16, (uint)_text.Length, nameof(utf16));
        if (_identical)
            return utf16;

        var mark = utf16 / Stride;
        return _marks[mark] + Count(mark * Stride, utf16);
    }

    public TextSpan Of(TextSpan utf16) => new(Of(utf16.Start), Of(utf16.End));

    /// <summary>ASCII counts the same in every unit; without surrogates code points are code units.</summary>
    private static bool IsIdentical(string text, OffsetUnit unit) =>
        unit == OffsetUnit.Utf8
            ? System.Text.Ascii.IsValid(text)
            : text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0;

    private int[] Marks()
    {
        var marks = new int[_text.Length / Stride + 1];
        for (var i = 1; i < marks.Length; i++)
            marks[i] = marks[i - 1] + Count((i - 1) * Stride, i * Stride);

        return marks;
    }

    /// <summary>What the code units of the range add; a pair is counted at its second half, which thus may be in another.</summary>
    private int Count(int start, int end)
    {
        var count = 0;
        for (var i = start; i < end; i++)
        {
            var unit = _text[i];
            if (char.IsHighSurrogate(unit) && i + 1 < _text.Length && char.IsLowSurrogate(_text[i + 1]))
                continue;

            if (!_utf8)
                count++;
            else if (char.IsLowSurrogate(unit) && i > 0 && char.IsHighSurrogate(_text[i - 1]))
                count += 4;
            else
                count +=
                    unit < 0x80 ? 1
                    : unit < 0x800 ? 2
                    : 3;
        }

        return count;
    }
}
