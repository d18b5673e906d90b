using System.Diagnostics;
using System.Text;
using Slipway.Benchmarks.Reports;

namespace Slipway.Benchmarks.Tokenizers;

/// <summary>
/// How fast texts become ids, one thread: in each round every tokenizer takes the same texts, one after the other, and the
/// median of the rounds counts. What was agreed on is told too, for a fast wrong answer is worth nothing.
/// </summary>
internal sealed class TokenizerRun(IReadOnlyList<string> texts, int rounds, TimeSpan time)
{
    private readonly double _megabytes = texts.Sum(text => (double)Encoding.UTF8.GetByteCount(text)) / 1e6;

    /// <summary>Prints a Markdown table: each <c>tokenizer.json</c> under <paramref name="folder"/>, each tokenizer.</summary>
    public void Run(string folder, TextWriter output)
    {
        var table = new MarkdownTable(2, "vocabulary", "tokenizer", "tokens/s", "MB/s", "slipway ÷ it", "texts alike");
        foreach (var file in Directory.EnumerateFiles(folder, "tokenizer.json", SearchOption.AllDirectories).Order())
        {
            var scratch = Directory.CreateTempSubdirectory("slipway-tokenizers");
            try
            {
                Measure(Path.GetRelativePath(folder, Path.GetDirectoryName(file)!), file, scratch.FullName, table);
            }
            finally
            {
                scratch.Delete(recursive: true);
            }
        }

        var text = new StringBuilder();
        table.WriteTo(text, FormattableString.Invariant($"{texts.Count:#,0} texts, {_megabytes:0.00} MB:"));
        output.Write(text);
    }

    private void Measure(string name, string file, string scratch, MarkdownTable table)
    {
        var rivals = TokenizerRivals.Load(file, scratch);
        var expected = texts.Select(rivals[0].Encode).ToList();
        var tokens = expected.Sum(ids => (double)ids.Length);
        var alike = rivals.Select(rival =>
            texts.Where((text, i) => rival.Encode(text).SequenceEqual(expected[i])).Count()
        );

        var seconds = rivals.Select(_ => new List<double>()).ToList();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < rivals.Count; i++)
                seconds[i].Add(Seconds(rivals[i]));
        }

        var medians = seconds.Select(Medians.Of).ToList();
        foreach (var (i, same) in alike.Index())
        {
            table.Add(
                name,
                rivals[i].Name,
                Figures.Whole(tokens / medians[i]),
                Figures.Rate(_megabytes / medians[i]),
                Figures.Ratio(medians[i] / medians[0]),
                Figures.Percent((double)same / texts.Count)
            );
        }

        foreach (var rival in rivals)
            rival.Dispose();
    }

    // For once over all texts, by as many times as fit.
    private double Seconds(TokenizerRival rival)
    {
        var clock = Stopwatch.StartNew();
        var times = 0;
        do
        {
            foreach (var text in texts)
                rival.Encode(text);
            times++;
        } while (clock.Elapsed < time);
        return clock.Elapsed.TotalSeconds / times;
    }
}
