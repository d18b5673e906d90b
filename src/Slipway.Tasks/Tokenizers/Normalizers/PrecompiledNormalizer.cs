using System.Globalization;
using System.Text;
using Slipway.Tasks.Tokenizers.Text;
using Slipway.Tasks.Tokenizers.Unicode;
using Utf8 = System.Text.Encoding;

namespace Slipway.Tasks.Tokenizers.Normalizers;

/// <summary>
/// SentencePiece's rules as <c>tokenizer.json</c> has them: for what a reader sees as one character if it has less than six
/// bytes (the rule for its shortest front decides), else for each code point.
/// </summary>
internal sealed class PrecompiledNormalizer(CharacterMap map) : Normalizer
{
    private const int LongestCluster = 5;

    public override void Normalize(NormalizedText text)
    {
        var edit = new Edit(map, text);
        var span = text.Span;
        for (int at = 0, length; at < span.Length; at += length)
        {
            length = StringInfo.GetNextTextElementLength(span[at..]);
            if (length > 1 && edit.TryMap(span.Slice(at, length), LongestCluster))
                continue;

            for (int i = at, size; i < at + length; i += size)
            {
                Rune.DecodeFromUtf16(span[i..], out var rune, out size);
                if (!edit.TryMap(span.Slice(i, size), 4))
                    edit.Keep(rune);
            }
        }

        edit.Finish();
    }

    private ref struct Edit(CharacterMap map, NormalizedText text)
    {
        private readonly List<(Rune Rune, int Change)> _written = new(text.Length + 8);
        private int _removedAtStart;
        private bool _changed;

        public void Keep(Rune rune) => _written.Add((rune, 0));

        public bool TryMap(ReadOnlySpan<char> part, int longest)
        {
            // Three bytes a code unit at most; longer ones need not be encoded to be too long.
            if (part.Length > longest)
                return false;

            Span<byte> bytes = stackalloc byte[LongestCluster * 3];
            var length = Utf8.UTF8.GetBytes(part, bytes);
            if (length > longest || !map.TryMap(bytes[..length], longest: false, out var mapped, out _))
                return false;

            _changed = true;
            var before = _written.Count;
            foreach (var rune in Utf8.UTF8.GetString(mapped).EnumerateRunes())
                _written.Add((rune, 0));

            var old = 0;
            foreach (var _ in part.EnumerateRunes())
                old++;

            Account(_written.Count - before - old);
            return true;
        }

        public readonly void Finish()
        {
            if (!_changed)
                return;

            var target = NormalizedText.Writable(_written.Count, text.Origin);
            var transform = new TextTransform(text, target, _removedAtStart);
            foreach (var (rune, change) in _written)
                transform.Write(rune, change);

            text.Become(target);
        }

        /// <summary>Those too many were inserted; those too few, removed behind the last.</summary>
        private void Account(int difference)
        {
            if (difference < 0 && _written.Count == 0)
            {
                _removedAtStart -= difference;
            }
            else if (difference < 0)
            {
                _written[^1] = (_written[^1].Rune, _written[^1].Change + difference);
            }
            else
            {
                for (var i = 1; i <= difference; i++)
                    _written[^i] = (_written[^i].Rune, 1);
            }
        }
    }
}
