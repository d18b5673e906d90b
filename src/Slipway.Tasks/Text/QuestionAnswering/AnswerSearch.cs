using Slipway.Errors;
using Slipway.Tasks.Text.Encoders;
using Slipway.Tasks.Text.Running;
using Slipway.Tasks.Text.Windows;

namespace Slipway.Tasks.Text.QuestionAnswering;

/// <summary>What is asked of one text; everything is decided.</summary>
internal sealed record AnswerQuery(string Question, string Context, int TopK, int MaxAnswerTokens, bool NoAnswer);

/// <summary>An answer in code units of the context.</summary>
internal readonly record struct AnswerInText(int Start, int End, float Score);

/// <summary>Has the windows of contexts computed, and chooses among what they say. Immutable and thread-safe.</summary>
internal sealed class AnswerSearch(TextPipeline pipeline, string startOutput, string endOutput)
{
    private const long MostAnswers = 1_000_000;

    /// <summary>The answers to each, the best first.</summary>
    /// <exception cref="ServingException">InvalidArgument, TooLarge, and what the model refuses.</exception>
    public async ValueTask<IReadOnlyList<AnswerInText>[]> FindAsync(
        IReadOnlyList<AnswerQuery> queries,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        if (queries.Sum(query => (long)query.TopK) is var all && all > MostAnswers)
        {
            throw ServingException.TooLarge(
                $"The request asks for {all} answers in all; at most {MostAnswers} are given: ask for fewer with 'top_k', or in several "
                    + "requests."
            );
        }

        var answers = new IReadOnlyList<AnswerInText>[queries.Count];
        await TextWaves
            .RunAsync(
                queries,
                Encode,
                TextWaves.DefaultCost,
                1,
                async (first, texts) =>
                {
                    var windows = WindowList.Of(texts, pipeline.Cutter);
                    var found = new WindowAnswers[windows.Windows.Count];
                    await pipeline
                        .Runner.RunAsync(
                            windows.Windows,
                            [startOutput, endOutput],
                            model,
                            (place, row, offset, outputs) =>
                            {
                                var query = queries[first + windows.OwnerOf(place)];
                                found[place] = AnswerSpans.Of(
                                    windows.Windows[place],
                                    offset,
                                    outputs[0].RowOfTokens(row, 1, offset + windows.Windows[place].Length),
                                    outputs[1].RowOfTokens(row, 1, offset + windows.Windows[place].Length),
                                    query.TopK,
                                    query.MaxAnswerTokens
                                );
                            },
                            cancellationToken
                        )
                        .ConfigureAwait(false);
                    windows.ByText(
                        found,
                        texts.Count,
                        (i, mine) => answers[first + i] = Choose(queries[first + i], texts[i], [.. mine])
                    );
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        return answers;
    }

    private EncodedText Encode(AnswerQuery query)
    {
        var text = pipeline.Encoder.EncodeSecond(query.Question, query.Context);
        if (text.Count == 0)
            throw ServingException.InvalidArgument("The context has nothing in it that the model takes for a token.");
        // With hardly any of the context in sight nothing could be answered.
        return text.Frame <= pipeline.MaxLength / 2
            ? text
            : throw ServingException.InvalidArgument(
                $"The question has about {text.Frame} tokens, and the model sees {pipeline.MaxLength} at once: ask in at most "
                    + "half of them."
            );
    }

    private static List<AnswerInText> Choose(AnswerQuery query, EncodedText text, List<WindowAnswers> windows)
    {
        var answers = new List<AnswerInText>();
        var seen = new HashSet<(int, int)>();
        foreach (var span in windows.SelectMany(window => window.Spans).OrderByDescending(span => span.Score))
        {
            var (start, end) = AnswerSpans.InText(text, span);
            // Overlapping windows find the same twice, and so do spans that only differ within a word.
            if (end > start && seen.Add((start, end)))
                answers.Add(new AnswerInText(start, end, Scores.Checked(span.Score)));
            if (answers.Count == query.TopK)
                break;
        }

        if (query.NoAnswer && windows.Min(window => window.NoAnswer) is { } none)
            answers.Add(new AnswerInText(0, 0, Scores.Checked(none)));
        return [.. answers.OrderByDescending(answer => answer.Score).Take(query.TopK)];
    }
}
