namespace Slipway.Tasks.Tokenizers.Text;

/// <summary>
/// A piece of the text as the normalisers left it, and for each of its code units the range of the original text from
/// which it comes. While nothing changed lengths, the ranges are not stored: they follow from the position.
/// One thread at a time.
/// </summary>
internal sealed class NormalizedText
{
    private char[] _chars;
    private int[]? _starts;
    private int[]? _ends;

    /// <summary>Where the first code unit comes from as long as the ranges are not stored.</summary>
    private int _first;

    private NormalizedText(char[] chars, int length, int origin)
    {
        _chars = chars;
        Length = length;
        Origin = _first = origin;
    }

    public int Length { get; private set; }

    /// <summary>Where the piece starts in the original text.</summary>
    public int Origin { get; }

    public ReadOnlySpan<char> Span => _chars.AsSpan(0, Length);

    /// <summary>For changes that put one code unit in the place of one.</summary>
    public Span<char> Mutable => _chars.AsSpan(0, Length);

    /// <summary>The whole of <paramref name="text"/>; a lone surrogate becomes U+FFFD, which is as long.</summary>
    public static NormalizedText From(string text)
    {
        var chars = text.ToCharArray();
        for (var i = chars.AsSpan().IndexOfAnyInRange('\ud800', '\udfff'); i >= 0 && i < chars.Length; i++)
        {
            if (!char.IsSurrogate(chars[i]))
                continue;

            if (char.IsHighSurrogate(chars[i]) && i + 1 < chars.Length && char.IsLowSurrogate(chars[i + 1]))
                i++;
            else
                chars[i] = '\ufffd';
        }

        return new NormalizedText(chars, chars.Length, 0);
    }

    /// <summary>An empty text that is written piece by piece, for pieces of the original from <paramref name="origin"/> on.</summary>
    public static NormalizedText Writable(int capacity, int origin)
    {
        capacity = Math.Max(capacity, 16);
        return new NormalizedText(new char[capacity], 0, origin)
        {
            _starts = new int[capacity],
            _ends = new int[capacity],
        };
    }

    /// <summary>A copy of a part, with the offsets of the original text.</summary>
    public NormalizedText Slice(int start, int end)
    {
        var origin = start < end ? OriginalStart(start) : Origin;
        var slice = new NormalizedText(_chars.AsSpan(start, end - start).ToArray(), end - start, origin);
        if (_starts is not null)
        {
            slice._starts = _starts.AsSpan(start, end - start).ToArray();
            slice._ends = _ends.AsSpan(start, end - start).ToArray();
        }

        return slice;
    }

    public int OriginalStart(int index) =>
        _starts is not null
            ? _starts[index]
            : _first + (char.IsLowSurrogate(_chars[index]) && index > 0 ? index - 1 : index);

    public int OriginalEnd(int index) =>
        _ends is not null
            ? _ends[index]
            : _first + (char.IsHighSurrogate(_chars[index]) && index + 1 < Length ? index + 2 : index + 1);

    /// <summary>The original range of a part; of an empty one the place where it stands.</summary>
    public TextSpan Original(int start, int end)
    {
        if (start < end)
            return new TextSpan(OriginalStart(start), OriginalEnd(end - 1));

        var at =
            start < Length ? OriginalStart(start)
            : Length > 0 ? OriginalEnd(Length - 1)
            : Origin;
        return new TextSpan(at, at);
    }

    public void Append(char unit, TextSpan original)
    {
        if (Length == _chars.Length)
            Grow(Length + 1);

        _chars[Length] = unit;
        _starts![Length] = original.Start;
        _ends![Length] = original.End;
        Length++;
    }

    /// <summary>Appends a part of another text as it is.</summary>
    public void Append(NormalizedText other, int start, int end)
    {
        var count = end - start;
        if (Length + count > _chars.Length)
            Grow(Length + count);

        other._chars.AsSpan(start, count).CopyTo(_chars.AsSpan(Length));
        if (other._starts is not null)
        {
            other._starts.AsSpan(start, count).CopyTo(_starts.AsSpan(Length));
            other._ends.AsSpan(start, count).CopyTo(_ends.AsSpan(Length));
        }
        else
        {
            for (var i = start; i < end; i++)
            {
                _starts![Length + i - start] = other.OriginalStart(i);
                _ends![Length + i - start] = other.OriginalEnd(i);
            }
        }

        Length += count;
    }

    /// <summary>Takes the content of <paramref name="other"/>, which is not used any more; the origin stays.</summary>
    public void Become(NormalizedText other)
    {
        (_chars, Length, _starts, _ends, _first) = (
            other._chars,
            other.Length,
            other._starts,
            other._ends,
            other._first
        );
    }

    private void Grow(int needed)
    {
        var capacity = Math.Max(needed, _chars.Length * 2);
        Array.Resize(ref _chars, capacity);
        Array.Resize(ref _starts, capacity);
        Array.Resize(ref _ends, capacity);
    }
}
