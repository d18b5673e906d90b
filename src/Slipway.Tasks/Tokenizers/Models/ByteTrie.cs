using Utf8 = System.Text.Encoding;

namespace Slipway.Tasks.Tokenizers.Models;

/// <summary>
/// Finds all tokens that a text starts with, byte by byte of its UTF-8, in a double array: a step is two look-ups.
/// Immutable.
/// </summary>
internal sealed class ByteTrie
{
    private readonly int[] _base;
    private readonly int[] _check;
    private readonly int[] _values;

    private ByteTrie(int[] bases, int[] check, int[] values) => (_base, _check, _values) = (bases, check, values);

    public static ByteTrie Build(IEnumerable<KeyValuePair<string, int>> tokens)
    {
        var keys = tokens
            .Where(token => token.Key.Length > 0)
            .Select(token => (Bytes: Utf8.UTF8.GetBytes(token.Key), token.Value))
            .ToArray();
        Array.Sort(keys, (a, b) => a.Bytes.AsSpan().SequenceCompareTo(b.Bytes));
        return new Builder(keys).Build();
    }

    public Walker Walk() => new(this);

    /// <summary>A walk from the root.</summary>
    public struct Walker
    {
        private readonly ByteTrie _trie;
        private int _node;

        internal Walker(ByteTrie trie) => _trie = trie;

        /// <summary>The id of the token that the bytes so far are, if they are one.</summary>
        public readonly int? Value => _trie._values[_node] is >= 0 and var value ? value : null;

        /// <summary>Goes on by a byte; false where no token goes on so.</summary>
        public bool Step(byte value)
        {
            var next = _trie._base[_node] + value + 1;
            if ((uint)next >= (uint)_trie._check.Length || _trie._check[next] != _node)
                return false;

            _node = next;
            return true;
        }
    }

    private sealed class Builder
    {
        private const int MostTries = 32;

        private readonly (byte[] Bytes, int Value)[] _keys;
        private int[] _base = new int[1024];
        private int[] _check = new int[1024];
        private int[] _values = new int[1024];

        /// <summary>No label is higher than 256, so that no base is negative.</summary>
        private int _firstFree = 257;
        private int _roomy;
        private int _used;

        public Builder((byte[] Bytes, int Value)[] keys)
        {
            _keys = keys;
            Array.Fill(_check, -1);
            Array.Fill(_values, -1);
            _check[0] = 0;
        }

        public ByteTrie Build()
        {
            // Depth first with a stack of its own: tokens may be long.
            var open = new Stack<(int Node, int From, int To, int Depth)>();
            open.Push((0, 0, _keys.Length, 0));
            var children = new List<(int Label, int From, int To)>();
            while (open.TryPop(out var at))
            {
                children.Clear();
                var from = at.From;
                for (; from < at.To && _keys[from].Bytes.Length == at.Depth; from++)
                    _values[at.Node] = _keys[from].Value;

                while (from < at.To)
                {
                    var label = _keys[from].Bytes[at.Depth];
                    var to = from + 1;
                    while (to < at.To && _keys[to].Bytes[at.Depth] == label)
                        to++;

                    children.Add((label + 1, from, to));
                    from = to;
                }

                if (children.Count == 0)
                    continue;

                var place = Place(children);
                _base[at.Node] = place;
                foreach (var (label, first, last) in children)
                {
                    _check[place + label] = at.Node;
                    open.Push((place + label, first, last, at.Depth + 1));
                }

                _used = Math.Max(_used, place + children[^1].Label);
            }

            return new ByteTrie(_base[..(_used + 1)], _check[..(_used + 1)], _values[..(_used + 1)]);
        }

        /// <summary>
        /// A base under which all labels fall on free cells. Single children fill the holes from the front; several look
        /// from where the last of their kind found room, so that a large vocabulary is built in linear time.
        /// </summary>
        private int Place(List<(int Label, int From, int To)> children)
        {
            while (_firstFree < _check.Length && _check[_firstFree] >= 0)
                _firstFree++;

            var first = children[0].Label;
            var tries = 0;
            for (var cell = children.Count > 1 ? Math.Max(_firstFree, _roomy) : _firstFree; ; cell++)
            {
                Reserve(cell + 257);
                if (_check[cell] >= 0 || !Fits(cell - first, children))
                {
                    tries++;
                    continue;
                }

                if (tries > MostTries)
                    _roomy = cell;

                return cell - first;
            }
        }

        private bool Fits(int place, List<(int Label, int From, int To)> children)
        {
            foreach (var (label, _, _) in children)
            {
                if (_check[place + label] >= 0)
                    return false;
            }

            return true;
        }

        private void Reserve(int size)
        {
            var old = _check.Length;
            if (size < old)
                return;

            Array.Resize(ref _base, size * 2);
            Array.Resize(ref _check, size * 2);
            Array.Resize(ref _values, size * 2);
            _check.AsSpan(old).Fill(-1);
            _values.AsSpan(old).Fill(-1);
        }
    }
}
