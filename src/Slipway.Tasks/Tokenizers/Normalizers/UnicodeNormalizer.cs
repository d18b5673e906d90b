using System.Runtime.InteropServices;
using System.Text;
using Slipway.Tasks.Tokenizers.Text;
using Slipway.Tasks.Tokenizers.Unicode;

namespace Slipway.Tasks.Tokenizers.Normalizers;

/// <summary>
/// Unicode's normalisation forms, by tables of our own: in small images .NET has no ICU, and <c>string.Normalize</c> does
/// nothing there.
/// </summary>
internal sealed class UnicodeNormalizer(NormalizationForm form) : Normalizer
{
    private readonly bool _compatible = form is NormalizationForm.FormKC or NormalizationForm.FormKD;
    private readonly bool _composes = form is NormalizationForm.FormC or NormalizationForm.FormKC;

    public override void Normalize(NormalizedText text)
    {
        if (IsNormalized(text.Span))
            return;

        var items = new List<Item>(text.Length + 8);
        Decompose(text.Span, items);
        if (_composes)
            Compose(items);

        var target = NormalizedText.Writable(items.Count, text.Origin);
        var transform = new TextTransform(text, target);
        foreach (var item in items)
            transform.Write(new Rune(item.Value), item.Change);

        text.Become(target);
    }

    /// <summary>Quick, and no for some that are; below these characters there is nothing to do.</summary>
    private bool IsNormalized(ReadOnlySpan<char> span)
    {
        var first =
            _compatible ? '\u00a0'
            : _composes ? '\u0300'
            : '\u00c0';
        return !span.ContainsAnyExceptInRange('\0', (char)(first - 1));
    }

    private void Decompose(ReadOnlySpan<char> span, List<Item> items)
    {
        var sorted = 0;
        Span<int> parts = stackalloc int[NormalizationTables.LongestDecomposition];
        foreach (var rune in span.EnumerateRunes())
        {
            var count = NormalizationTables.Decompose(rune.Value, _compatible, parts);
            for (var i = 0; i < count; i++)
            {
                var combining = NormalizationTables.CombiningClass(parts[i]);
                if (combining == 0)
                {
                    Sort(items, sorted);
                    sorted = items.Count + 1;
                }

                items.Add(new Item(parts[i], combining, i == 0 ? 0 : 1));
            }
        }

        Sort(items, sorted);
    }

    /// <summary>Puts the marks from <paramref name="from"/> on in the order of their classes; equal ones stay in order.</summary>
    private static void Sort(List<Item> items, int from)
    {
        for (var i = from + 1; i < items.Count; i++)
        {
            if (items[i].Class >= items[i - 1].Class)
                continue;

            var marks = CollectionsMarshal.AsSpan(items)[from..].ToArray();
            marks.OrderBy(mark => mark.Class).ToArray().CopyTo(CollectionsMarshal.AsSpan(items)[from..]);
            return;
        }
    }

    private static void Compose(List<Item> items)
    {
        var starter = -1;
        var last = -1;
        var count = 0;
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            // A mark goes to the starter unless one of its class, or a higher one, stands between them.
            if (
                starter >= 0
                && last < item.Class
                && NormalizationTables.TryCompose(items[starter].Value, item.Value, out var composed)
            )
            {
                items[starter] = new Item(composed, 0, items[starter].Change + item.Change - 1);
                continue;
            }

            if (item.Class == 0)
                (starter, last) = (count, -1);
            else if (starter >= 0)
                last = item.Class;

            items[count++] = item;
        }

        items.RemoveRange(count, items.Count - count);
    }

    /// <summary>A code point, and what it means for those that were read (see <see cref="TextTransform"/>).</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Item(int Value, int Class, int Change);
}
