using Slipway.Errors;
using Slipway.Tasks.Text.Encoders;
using Slipway.Tasks.Text.Running;
using Slipway.Tasks.Text.Windows;

namespace Slipway.Tasks.Text.FillMask;

/// <summary>A text with masks; everything is decided.</summary>
internal sealed record MaskQuery(string Text, int TopK, IReadOnlyList<int>? Targets);

/// <summary>A mask, by its token in the text, and the best tokens in its place with their shares.</summary>
internal readonly record struct MaskFillings(int Token, IReadOnlyList<(int Id, float Score)> Best);

/// <summary>A text with what its masks may be.</summary>
internal sealed record FilledText(EncodedText Text, IReadOnlyList<MaskFillings> Masks);

/// <summary>
/// Has the windows with masks in them computed; each mask is filled by the window that it belongs to. Immutable and
/// thread-safe.
/// </summary>
internal sealed class MaskSearch(TextPipeline pipeline, int maskId, string maskToken, string output)
{
    // Each filling is told with the whole text around it.
    private const long MostCharacters = 64 << 20;

    /// <summary>What may be in place of the masks of each text.</summary>
    /// <exception cref="ServingException">InvalidArgument, TooLarge, and what the model refuses.</exception>
    public async ValueTask<FilledText[]> FindAsync(
        IReadOnlyList<MaskQuery> queries,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        var filled = new FilledText[queries.Count];
        var characters = 0L;
        await TextWaves
            .RunAsync(
                queries,
                query => Counted(query, Encode(query.Text), ref characters),
                TextWaves.DefaultCost,
                1,
                async (first, texts) =>
                {
                    var windows = new WindowList();
                    for (var i = 0; i < texts.Count; i++)
                    {
                        windows.Add(i, [.. pipeline.Cutter.Cut(texts[i]).Where(window => Masks(window).Any())]);
                    }

                    var found = new MaskFillings[windows.Windows.Count][];
                    await pipeline
                        .Runner.RunAsync(
                            windows.Windows,
                            [output],
                            model,
                            (place, row, offset, outputs) =>
                                found[place] = Fill(
                                    windows.Windows[place],
                                    offset,
                                    outputs[0]
                                        .RowOfTokens(row, outputs[0].Width, offset + windows.Windows[place].Length),
                                    outputs[0].Width,
                                    queries[first + windows.OwnerOf(place)]
                                ),
                            cancellationToken
                        )
                        .ConfigureAwait(false);
                    windows.ByText(
                        found,
                        texts.Count,
                        (i, mine) => filled[first + i] = new FilledText(texts[i], [.. mine.SelectMany(masks => masks)])
                    );
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        return filled;
    }

    private EncodedText Encode(string text)
    {
        var encoded = pipeline.Encoder.Encode(text);
        return encoded.Body.Ids.Contains(maskId)
            ? encoded
            : throw ServingException.InvalidArgument(
                $"The text has no mask: write {maskToken} where a word is to be found."
            );
    }

    private EncodedText Counted(MaskQuery query, EncodedText text, ref long characters)
    {
        var fillings =
            (long)text.Body.Ids.Count(id => id == maskId) * Math.Min(query.TopK, query.Targets?.Count ?? query.TopK);
        characters += fillings * query.Text.Length;
        return characters <= MostCharacters
            ? text
            : throw ServingException.TooLarge(
                $"Each filling is told with its text, and all that are asked for would have over {MostCharacters} characters: ask for "
                    + "fewer with 'top_k', or send shorter texts with fewer masks."
            );
    }

    private IEnumerable<int> Masks(TextWindow window) =>
        Enumerable
            .Range(window.OwnStart, window.OwnEnd - window.OwnStart)
            .Where(token => window.Text.Body.Ids[token] == maskId);

    private MaskFillings[] Fill(TextWindow window, int offset, ReadOnlySpan<float> row, int width, MaskQuery query)
    {
        var masks = new List<MaskFillings>();
        foreach (var token in Masks(window))
        {
            var scores = row.Slice((offset + window.PlaceOf(token)) * width, width);
            masks.Add(new MaskFillings(token, Best(scores, query)));
        }

        return [.. masks];
    }

    private static (int Id, float Score)[] Best(ReadOnlySpan<float> logits, MaskQuery query)
    {
        var sum = Scores.LogSumExp(logits);
        if (query.Targets is not { } targets)
        {
            var places = Scores.Highest(logits, query.TopK);
            var best = new (int, float)[places.Length];
            for (var i = 0; i < best.Length; i++)
            {
                best[i] = (places[i], Share(logits[places[i]], sum));
            }

            return best;
        }

        var shares = new List<(int Id, float Score)>();
        foreach (var target in targets)
        {
            if (target < logits.Length)
                shares.Add((target, Share(logits[target], sum)));
        }

        return [.. shares.OrderByDescending(share => share.Score).Take(query.TopK)];
    }

    private static float Share(float logit, double sum) => Scores.Checked((float)Math.Exp(logit - sum));
}
