using System.Buffers;
using System.Runtime.InteropServices;

namespace Slipway.Tasks.Tokenizers.Added;

/// <summary>Finds the added tokens in a text: of those that start at a place the longest. Immutable.</summary>
internal sealed class TokenMatcher
{
    private readonly List<(Dictionary<char, int> Next, AddedToken? Token)> _nodes = [([], null)];
    private readonly SearchValues<char> _first;

    /// <param name="tokens">What is looked for, and the token that it is.</param>
    public TokenMatcher(IEnumerable<(string Pattern, AddedToken Token)> tokens)
    {
        foreach (var (pattern, token) in tokens)
        {
            if (pattern.Length > 0)
                Add(pattern, token);
        }

        _first = SearchValues.Create([.. _nodes[0].Next.Keys]);
    }

    public bool IsEmpty => _nodes.Count == 1;

    /// <summary>The next token at or after <paramref name="from"/>; false where there is none.</summary>
    public bool TryFind(ReadOnlySpan<char> text, int from, out int start, out int end, out AddedToken token)
    {
        for (start = from; start < text.Length; start++)
        {
            var skipped = text[start..].IndexOfAny(_first);
            if (skipped < 0)
                break;

            start += skipped;
            if (Longest(text, start, out end, out token))
                return true;
        }

        (start, end, token) = (text.Length, text.Length, null!);
        return false;
    }

    private bool Longest(ReadOnlySpan<char> text, int start, out int end, out AddedToken token)
    {
        (end, token) = (start, null!);
        var node = 0;
        for (var at = start; at < text.Length && _nodes[node].Next.TryGetValue(text[at], out node); at++)
        {
            if (_nodes[node].Token is { } found)
                (end, token) = (at + 1, found);
        }

        return end > start;
    }

    private void Add(string pattern, AddedToken token)
    {
        var node = 0;
        foreach (var unit in pattern)
        {
            ref var next = ref CollectionsMarshal.GetValueRefOrAddDefault(_nodes[node].Next, unit, out var exists);
            if (!exists)
            {
                next = _nodes.Count;
                node = next;
                _nodes.Add(([], null));
            }
            else
            {
                node = next;
            }
        }

        _nodes[node] = (_nodes[node].Next, token);
    }
}
