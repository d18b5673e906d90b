using System.Text;

namespace Slipway.Tasks.Tokenizers.Text;

/// <summary>
/// Writes a changed form of a part of a text, character by character, each with what it means for the characters read:
/// 0 takes the place of the next one, 1 is inserted (and shares the origin of the one before it), -n takes the place of
/// the next one and removes the n that follow. So the origin of each character that is written is known.
/// </summary>
internal ref struct TextTransform
{
    private readonly NormalizedText _source;
    private readonly NormalizedText _target;
    private readonly int _start;
    private readonly int _end;
    private readonly int _origin;
    private int _read;

    /// <summary><paramref name="removedAtStart"/> characters in front are dropped before the first is written.</summary>
    public TextTransform(NormalizedText source, NormalizedText target, Segment part, int removedAtStart = 0)
    {
        (_source, _target, _start, _end, _origin) = (source, target, part.Start, part.End, part.Origin);
        _read = part.Start;
        Skip(removedAtStart);
    }

    public TextTransform(NormalizedText source, NormalizedText target, int removedAtStart = 0)
        : this(source, target, new Segment(source, 0, source.Length, source.Origin), removedAtStart) { }

    public void Write(char unit, int change)
    {
        var origin = Origin(change);
        Advance(change);
        _target.Append(unit, origin);
    }

    public void Write(Rune rune, int change)
    {
        if (rune.IsBmp)
        {
            Write((char)rune.Value, change);
            return;
        }

        Span<char> pair = stackalloc char[2];
        rune.EncodeToUtf16(pair);
        var origin = Origin(change);
        Advance(change);
        _target.Append(pair[0], origin);
        _target.Append(pair[1], origin);
    }

    private readonly TextSpan Origin(int change)
    {
        if (change <= 0)
            return Of(Math.Min(_read, _end - 1));

        return _read <= _start ? new TextSpan(_origin, _origin) : Of(_read - 1);
    }

    private readonly TextSpan Of(int index) =>
        index < 0
            ? new TextSpan(_origin, _origin)
            : new TextSpan(_source.OriginalStart(index), _source.OriginalEnd(index));

    private void Advance(int change)
    {
        if (change <= 0)
            Skip(1 - change);
    }

    private void Skip(int characters)
    {
        for (; characters > 0 && _read < _end; characters--)
            _read += char.IsHighSurrogate(_source.Span[_read]) && _read + 1 < _end ? 2 : 1;
    }
}
