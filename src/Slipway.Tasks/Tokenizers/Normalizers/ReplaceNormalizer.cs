using Slipway.Tasks.Tokenizers.Patterns;
using Slipway.Tasks.Tokenizers.Text;

namespace Slipway.Tasks.Tokenizers.Normalizers;

/// <summary>Puts a text in the place of each match of a pattern; it comes from the last character of the match.</summary>
internal sealed class ReplaceNormalizer(TextPattern pattern, string content) : Normalizer
{
    public override void Normalize(NormalizedText text)
    {
        var edit = new Edit(text, content);
        pattern.ForEachMatch(text.Span, ref edit, static (ref edit, start, end) => edit.Replace(start, end));
        edit.Finish();
    }

    private ref struct Edit(NormalizedText text, string content)
    {
        private NormalizedText? _target;
        private int _done;

        public void Replace(int start, int end)
        {
            _target ??= NormalizedText.Writable(text.Length + content.Length, text.Origin);
            _target.Append(text, _done, start);
            var last = end > 1 && char.IsLowSurrogate(text.Span[end - 1]) ? end - 2 : end - 1;
            var origin = last >= 0 ? text.Original(last, end) : new TextSpan(text.Origin, text.Origin);
            foreach (var unit in content)
                _target.Append(unit, origin);

            _done = end;
        }

        public readonly void Finish()
        {
            if (_target is null)
                return;

            _target.Append(text, _done, text.Length);
            text.Become(_target);
        }
    }
}
