using Slipway.Errors;
using Slipway.Tasks.Text.Encoders;

namespace Slipway.Tasks.Text.Windows;

/// <summary>
/// Cuts texts into windows: where a sentence ends if one does in the last third of a window, else where a word does, else
/// where the window is full. Pure; time is linear in the text.
/// </summary>
/// <param name="maxLength">Tokens of a window, those around the text included.</param>
/// <param name="overlap">Tokens that a window has in common with the one before it, about.</param>
internal sealed class WindowCutter(int maxLength, int overlap)
{
    /// <summary>All windows of a text, in order; one where it fits, and for an empty one.</summary>
    /// <exception cref="ServingException">InvalidArgument: what stands before each window leaves no room.</exception>
    public List<TextWindow> Cut(EncodedText text)
    {
        if (text.Frame + text.Count <= maxLength)
            return [new TextWindow(text, 0, text.Count, 0, text.Count)];
        var room = Room(text);
        var windows = new List<TextWindow>();
        var start = 0;
        var own = 0;
        while (true)
        {
            if (start + room >= text.Count)
            {
                windows.Add(new TextWindow(text, start, text.Count, own, text.Count));
                return windows;
            }

            var end = End(text, start, start + room);
            // At least one token onwards, and never past the end: then nothing is seen by no window.
            var next = WordStart(text, Math.Max(start + 1, end - Math.Min(overlap, room / 2)), end);
            var border = next == end ? end : WordStart(text, (next + end + 1) / 2, end);
            windows.Add(new TextWindow(text, start, end, own, border));
            (start, own) = (next, border);
        }
    }

    /// <summary>The first window alone.</summary>
    /// <exception cref="ServingException">As of <see cref="Cut"/>.</exception>
    public TextWindow Truncate(EncodedText text)
    {
        var end = Math.Min(text.Count, Room(text));
        return new TextWindow(text, 0, end, 0, end);
    }

    private int Room(EncodedText text) =>
        maxLength - text.Frame is > 0 and var room
            ? room
            : throw ServingException.InvalidArgument(
                $"What comes before the text has {text.Frame} tokens, and the model takes {maxLength} in all: shorten it."
            );

    private static int End(EncodedText text, int start, int full)
    {
        for (var end = full; end >= full - ((full - start) / 3); end--)
        {
            if (text.IsSentenceStart(end))
                return end;
        }

        for (var end = full; end >= start + ((full - start + 1) / 2) && end > start; end--)
        {
            if (text.IsWordStart(end))
                return end;
        }

        return full;
    }

    private static int WordStart(EncodedText text, int from, int end)
    {
        for (var token = from; token < end; token++)
        {
            if (text.IsWordStart(token))
                return token;
        }

        return end;
    }
}
