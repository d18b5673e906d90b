using Slipway.Tasks.Text.Encoders;
using Slipway.Tasks.Tokenizers;

namespace Slipway.Tasks.Tests.Text;

/// <summary>Texts as tokens, as a test wants them.</summary>
internal static class EncodedTexts
{
    /// <summary>
    /// The words between spaces, each in pieces where it has a <c>|</c>: <c>"New Yo|rk"</c> is the text <c>New York</c> in three
    /// tokens. The ids count from 10.
    /// </summary>
    public static EncodedText Of(string marked, int before = 0, int after = 0)
    {
        var text = new System.Text.StringBuilder();
        var offsets = new List<TextSpan>();
        var words = new List<int>();
        foreach (var (word, number) in marked.Split(' ').Select((word, number) => (word, number)))
        {
            if (number > 0)
                text.Append(' ');
            foreach (var piece in word.Split('|'))
            {
                if (piece.Length == 0)
                    continue;
                offsets.Add(new TextSpan(text.Length, text.Length + piece.Length));
                words.Add(number);
                text.Append(piece);
            }
        }

        return new EncodedText
        {
            Text = text.ToString(),
            Before = Run(1, before),
            Body = Run(10, offsets.Count),
            After = Run(5, after),
            Offsets = offsets,
            Words = words,
        };
    }

    private static TokenRun Run(int first, int count) => new([.. Enumerable.Range(first, count)], new int[count]);
}
