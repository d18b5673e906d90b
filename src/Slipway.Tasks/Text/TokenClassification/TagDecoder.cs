namespace Slipway.Tasks.Text.TokenClassification;

/// <summary>
/// Finds the best sequence of tags that the scheme allows (Viterbi), with the costs of transitions where the model was trained
/// with them. Immutable and thread-safe; time is linear in the tokens.
/// </summary>
internal sealed class TagDecoder
{
    private const int CancellationStride = 4096;

    private readonly TagSet _tags;
    private readonly TagTransitions? _learned;

    // Tags that may follow the same ones share the search for the best of those.
    private readonly int[][] _predecessors;
    private readonly int[] _groupOf;

    public TagDecoder(TagSet tags, TagTransitions? learned)
    {
        (_tags, _learned) = (tags, learned);
        var groups = new List<int[]>();
        _groupOf = new int[tags.Count];
        for (var tag = 0; tag < tags.Count; tag++)
        {
            var before = Enumerable.Range(0, tags.Count).Where(previous => tags.MayFollow(previous, tag)).ToArray();
            var known = groups.FindIndex(group => group.AsSpan().SequenceEqual(before));
            if (known < 0)
            {
                known = groups.Count;
                groups.Add(before);
            }

            _groupOf[tag] = known;
        }

        _predecessors = [.. groups];
    }

    /// <summary>The best tag of each token.</summary>
    /// <param name="scores">What the model gives: so many logits for each token as there are tags.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public int[] Decode(ReadOnlySpan<float> scores, CancellationToken cancellationToken)
    {
        var tags = _tags.Count;
        var count = scores.Length / tags;
        if (count == 0)
            return [];
        // Double, and normalised at each token: sums over a million tokens would lose what tells them apart.
        var best = new double[tags];
        var next = new double[tags];
        var back = new ushort[(long)count * tags];
        for (var tag = 0; tag < tags; tag++)
        {
            best[tag] = _tags.MayStart(tag)
                ? Finite(scores[tag]) + (_learned?.Start[tag] ?? 0)
                : double.NegativeInfinity;
        }

        for (var token = 1; token < count; token++)
        {
            if (token % CancellationStride == 0)
                cancellationToken.ThrowIfCancellationRequested();
            Step(scores.Slice(token * tags, tags), best, next, back.AsSpan(token * tags, tags));
            Normalize(next);
            (best, next) = (next, best);
        }

        for (var tag = 0; tag < tags; tag++)
        {
            best[tag] = _tags.MayEnd(tag) ? best[tag] + (_learned?.End[tag] ?? 0) : double.NegativeInfinity;
        }

        var path = new int[count];
        path[^1] = Best(best);
        for (var token = count - 1; token > 0; token--)
        {
            path[token - 1] = back[(token * tags) + path[token]];
        }

        return path;
    }

    private void Step(ReadOnlySpan<float> scores, double[] before, double[] after, Span<ushort> back)
    {
        Span<int> shared =
            _predecessors.Length <= 256 ? stackalloc int[_predecessors.Length] : new int[_predecessors.Length];
        if (_learned is null)
        {
            for (var group = 0; group < _predecessors.Length; group++)
            {
                shared[group] = Best(before, _predecessors[group]);
            }
        }

        for (var tag = 0; tag < scores.Length; tag++)
        {
            var from = _learned is null ? shared[_groupOf[tag]] : Best(before, tag);
            back[tag] = (ushort)Math.Max(0, from);
            var moved = from < 0 ? double.NegativeInfinity : before[from] + (_learned?[from, tag] ?? 0);
            after[tag] = moved + Finite(scores[tag]);
        }
    }

    private int Best(double[] before, int tag)
    {
        var best = -1;
        var most = double.NegativeInfinity;
        foreach (var previous in _predecessors[_groupOf[tag]])
        {
            var score = before[previous] + _learned![previous, tag];
            if (best < 0 || score > most)
                (best, most) = (previous, score);
        }

        return best;
    }

    private static int Best(double[] scores, int[] among)
    {
        var best = -1;
        foreach (var tag in among)
        {
            if (best < 0 || scores[tag] > scores[best])
                best = tag;
        }

        return best;
    }

    private static int Best(double[] scores)
    {
        var best = 0;
        for (var tag = 1; tag < scores.Length; tag++)
        {
            if (scores[tag] > scores[best])
                best = tag;
        }

        return best;
    }

    private static void Normalize(double[] scores)
    {
        var most = scores.Max();
        if (double.IsNegativeInfinity(most))
            return;
        foreach (ref var score in scores.AsSpan())
        {
            score -= most;
        }
    }

    // A model that gives what is no number has no best tag; the search goes on all the same.
    private static double Finite(float score) => float.IsNaN(score) ? -1e30 : Math.Clamp(score, -1e30f, 1e30f);
}
