using Slipway.Tasks.Text.Encoders;

namespace Slipway.Tasks.Text.Windows;

/// <summary>The windows of several texts, one after the other, each with the place of its text.</summary>
internal sealed class WindowList
{
    private readonly List<int> _owners = [];

    public List<TextWindow> Windows { get; } = [];

    public int OwnerOf(int window) => _owners[window];

    /// <summary>The windows of all texts; a text without a token of any kind has none.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="cutter">Cuts them.</param>
    /// <param name="truncates">Only the first window counts.</param>
    public static WindowList Of(IReadOnlyList<EncodedText> texts, WindowCutter cutter, bool truncates = false)
    {
        var list = new WindowList();
        for (var i = 0; i < texts.Count; i++)
        {
            if (texts[i].Count + texts[i].Frame == 0)
                continue;
            if (truncates)
                list.Add(i, [cutter.Truncate(texts[i])]);
            else
                list.Add(i, cutter.Cut(texts[i]));
        }

        return list;
    }

    /// <summary>
    /// What there is for each window, brought together by their texts: <paramref name="take"/> is called once for each of
    /// <paramref name="texts"/>, in order.
    /// </summary>
    public void ByText<T>(IReadOnlyList<T> ofWindows, int texts, Action<int, IEnumerable<T>> take)
    {
        var next = 0;
        for (var text = 0; text < texts; text++)
        {
            var first = next;
            while (next < _owners.Count && _owners[next] == text)
                next++;
            take(text, ofWindows.Skip(first).Take(next - first));
        }
    }

    /// <summary>Adds those of the next text.</summary>
    public void Add(int owner, IReadOnlyList<TextWindow> windows)
    {
        Windows.AddRange(windows);
        _owners.AddRange(Enumerable.Repeat(owner, windows.Count));
    }
}
