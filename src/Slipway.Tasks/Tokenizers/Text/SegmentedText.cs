namespace Slipway.Tasks.Tokenizers.Text;

/// <summary>The text on its way through the pre-tokenizers: its segments in order. One thread at a time.</summary>
internal sealed class SegmentedText
{
    private List<Segment> _segments = [];
    private List<Segment> _spare = [];

    public IReadOnlyList<Segment> Segments => _segments;

    public int Count => _segments.Count;

    public Segment this[int index] => _segments[index];

    public void Add(Segment segment) => _segments.Add(segment);

    /// <summary>Splits every segment that is no added token; empty parts are dropped.</summary>
    public void Split<TState>(TState state, Action<TState, Segment, List<Segment>> split)
    {
        _spare.Clear();
        foreach (var segment in _segments)
        {
            if (segment.Token >= 0)
            {
                _spare.Add(segment);
                continue;
            }

            var from = _spare.Count;
            split(state, segment, _spare);
            DropEmpty(from);
        }

        (_segments, _spare) = (_spare, _segments);
    }

    /// <summary>Writes every segment that is no added token anew, all into one text.</summary>
    public void Rewrite<TState>(TState state, Action<TState, Segment, NormalizedText> rewrite)
    {
        var total = 0;
        foreach (var segment in _segments)
            total += segment.Length;

        var target = NormalizedText.Writable(total + total / 8 + 8, 0);
        _spare.Clear();
        foreach (var segment in _segments)
        {
            if (segment.Token >= 0)
            {
                _spare.Add(segment);
                continue;
            }

            var start = target.Length;
            rewrite(state, segment, target);
            _spare.Add(new Segment(target, start, target.Length, segment.Origin));
        }

        (_segments, _spare) = (_spare, _segments);
    }

    private void DropEmpty(int from)
    {
        var kept = from;
        for (var i = from; i < _spare.Count; i++)
        {
            if (_spare[i].Length > 0)
                _spare[kept++] = _spare[i];
        }

        _spare.RemoveRange(kept, _spare.Count - kept);
    }
}
