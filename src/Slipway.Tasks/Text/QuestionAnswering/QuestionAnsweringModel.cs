using System.Text.Json;
using Slipway.Tasks.Requests;
using Slipway.Tasks.Text.HuggingFace;
using Slipway.Tasks.Tokenizers;

namespace Slipway.Tasks.Text.QuestionAnswering;

/// <summary>Questions and texts in, parts of the texts out.</summary>
internal sealed class QuestionAnsweringModel(
    TextPipeline pipeline,
    AnswerSearch search,
    QuestionAnsweringOptions options
)
    : TextModel<QuestionAnsweringItem, QuestionAnsweringResult>(
        pipeline,
        TextJsonContext.Default.QuestionAnsweringItem,
        TextJsonContext.Default.QuestionAnsweringResult,
        null
    )
{
    private const int MostAnswers = 1000;
    private const int MostAnswerTokens = 10_000;

    public override TypedDescription Description { get; } = QuestionAnsweringDescription.Of(options);

    protected override void CheckItem(QuestionAnsweringItem item, List<string> errors)
    {
        TextChecks.NotEmpty("question", item.Question, errors);
        TextChecks.NotEmpty("context", item.Context, errors);
        if (item.TopK is < 1 or > MostAnswers)
            errors.Add($"'top_k' is to be 1 to {MostAnswers}, not {item.TopK}.");
        if (item.MaxAnswerTokens is < 1 or > MostAnswerTokens)
            errors.Add($"'max_answer_tokens' is to be 1 to {MostAnswerTokens}, not {item.MaxAnswerTokens}.");
    }

    protected override async ValueTask<IReadOnlyList<QuestionAnsweringResult>> ComputeAsync(
        IReadOnlyList<QuestionAnsweringItem> items,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        var queries = items
            .Select(item => new AnswerQuery(
                item.Question,
                item.Context,
                item.TopK ?? options.TopK,
                item.MaxAnswerTokens ?? options.MaxAnswerTokens,
                item.NoAnswer ?? options.NoAnswer
            ))
            .ToList();
        CheckLengths(queries);
        var answers = await search.FindAsync(queries, model, cancellationToken).ConfigureAwait(false);
        return [.. items.Select((item, i) => Result(item, answers[i]))];
    }

    protected override async ValueTask<TypedAnswer> AnswerPipelineAsync(
        HuggingFaceRequest request,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        request.CheckParameters(
            "top_k",
            "max_answer_len",
            "handle_impossible_answer",
            "align_to_words",
            "doc_stride",
            "max_question_len",
            "max_seq_len"
        );
        var topK = Math.Min(request.Number("top_k") ?? 1, MostAnswers);
        var longest = Math.Min(request.Number("max_answer_len") ?? 15, MostAnswerTokens);
        var none = request.Flag("handle_impossible_answer") ?? false;
        var (queries, isList) = request.ReadList(
            "an object with 'question' and 'context', or a list of such",
            element => Query(element, topK, longest, none)
        );
        CheckLengths(queries);
        var found = await search.FindAsync(queries, model, cancellationToken).ConfigureAwait(false);
        var answers = found.Select((spans, i) => Answers(queries[i].Context, spans)).ToList();
        return JsonAnswers.Write(writer =>
        {
            if (isList)
                writer.WriteStartArray();
            foreach (var ofOne in answers)
            {
                // One answer comes by itself, as the clients expect it.
                if (topK == 1 && ofOne.Count == 1)
                    JsonSerializer.Serialize(writer, ofOne[0], TextJsonContext.Default.PipelineAnswer);
                else
                    JsonSerializer.Serialize(writer, ofOne, TextJsonContext.Default.ListPipelineAnswer);
            }

            if (isList)
                writer.WriteEndArray();
        });
    }

    private static List<PipelineAnswer> Answers(string context, IReadOnlyList<AnswerInText> spans)
    {
        var offsets = new TextOffsets(context, OffsetUnit.CodePoint);
        return
        [
            .. spans.Select(span => new PipelineAnswer(
                span.Score,
                offsets.Of(span.Start),
                offsets.Of(span.End),
                context[span.Start..span.End]
            )),
        ];
    }

    private static AnswerQuery? Query(JsonElement element, int topK, int longest, bool none)
    {
        if (
            element.ValueKind != JsonValueKind.Object
            || !element.TryGetProperty("question", out var question)
            || !element.TryGetProperty("context", out var context)
        )
            return null;
        var (asked, text) = (HuggingFaceRequest.TextOf(question), HuggingFaceRequest.TextOf(context));
        return string.IsNullOrWhiteSpace(asked) || string.IsNullOrWhiteSpace(text)
            ? null
            : new AnswerQuery(asked, text, topK, longest, none);
    }

    private void CheckLengths(IReadOnlyList<AnswerQuery> queries)
    {
        foreach (var query in queries)
        {
            Pipeline.CheckLength(query.Question);
            Pipeline.CheckLength(query.Context);
        }
    }

    private static QuestionAnsweringResult Result(QuestionAnsweringItem item, IReadOnlyList<AnswerInText> answers)
    {
        var offsets = new TextOffsets(item.Context, item.Offsets.Unit());
        return new QuestionAnsweringResult([
            .. answers.Select(answer => new FoundAnswer(
                item.Context[answer.Start..answer.End],
                offsets.Of(answer.Start),
                offsets.Of(answer.End),
                answer.Score
            )),
        ]);
    }
}
