using Slipway.Tasks.Tokenizers.Text;

namespace Slipway.Tasks.Tokenizers.PreTokenizers;

/// <summary>
/// Takes the matches of a pattern in a segment, in order, and adds the parts that the behaviour makes of them and of what
/// lies between.
/// </summary>
internal ref struct Splitter
{
    private readonly Segment _segment;
    private readonly List<Segment> _parts;
    private readonly SplitBehavior _behavior;
    private readonly bool _inverted;

    /// <summary>The part that may still grow; relative to the segment.</summary>
    private int _start;
    private int _end;
    private bool _open;
    private bool _lastMatched;
    private int _done;

    /// <summary>Where <paramref name="inverted"/>, what lies between the matches is the delimiter.</summary>
    public Splitter(Segment segment, List<Segment> parts, SplitBehavior behavior, bool inverted = false)
    {
        (_segment, _parts, _behavior, _inverted) = (segment, parts, behavior, inverted);
    }

    /// <summary>A match; empty ones count too.</summary>
    public void Match(int start, int end)
    {
        if (start > _done)
            Part(_done, start, _inverted);

        Part(start, end, !_inverted);
        _done = end;
    }

    /// <summary>No more matches.</summary>
    public void Finish()
    {
        if (_done < _segment.Length)
            Part(_done, _segment.Length, _inverted);
        if (_open)
            Emit(_start, _end);
    }

    private void Part(int start, int end, bool delimiter)
    {
        switch (_behavior)
        {
            case SplitBehavior.Removed:
                if (!delimiter)
                    Emit(start, end);
                break;
            case SplitBehavior.Isolated:
                Emit(start, end);
                break;
            case SplitBehavior.Contiguous:
                Continue(start, end, delimiter == _lastMatched);
                break;
            case SplitBehavior.MergedWithPrevious:
                Continue(start, end, delimiter && !_lastMatched);
                break;
            default:
                // The last of several delimiters goes with what follows.
                Continue(start, end, !delimiter && _lastMatched);
                break;
        }

        _lastMatched = delimiter;
    }

    private void Continue(int start, int end, bool merges)
    {
        if (_open && merges)
        {
            _end = end;
            return;
        }

        if (_open)
            Emit(_start, _end);

        (_start, _end, _open) = (start, end, true);
    }

    private readonly void Emit(int start, int end)
    {
        if (start < end)
            _parts.Add(_segment.Part(_segment.Start + start, _segment.Start + end));
    }
}
