using System.Text.Json;
using Slipway.Errors;
using Slipway.Tasks.Requests;
using Slipway.Tasks.Text.HuggingFace;
using Slipway.Tasks.Text.Options;

namespace Slipway.Tasks.Text.TextClassification;

/// <summary>Texts in, classes out.</summary>
/// <param name="pipeline">Makes tensors of texts.</param>
/// <param name="labels">One for each score of the model.</param>
/// <param name="problem">What the scores say; not <see cref="ProblemType.Auto"/>.</param>
/// <param name="activation">What makes them; not <see cref="Activation.Auto"/>.</param>
/// <param name="output">The model's output.</param>
/// <param name="options">The task's section.</param>
internal sealed class TextClassificationModel(
    TextPipeline pipeline,
    IReadOnlyList<string> labels,
    ProblemType problem,
    Activation activation,
    string output,
    TextClassificationOptions options
)
    : TextModel<TextClassificationItem, TextClassificationResult>(
        pipeline,
        TextJsonContext.Default.TextClassificationItem,
        TextJsonContext.Default.TextClassificationResult
    )
{
    private const long MostLabels = 4_000_000;

    private readonly ClassScores _scores = new(pipeline, output, labels.Count, options.LongTexts == LongTexts.Truncate);

    public override TypedDescription Description { get; } =
        TextClassificationDescription.Of(labels, problem, pipeline.Encoder is Encoders.TokenizerEncoder, options);

    protected override void CheckItem(TextClassificationItem item, List<string> errors)
    {
        TextChecks.NotEmpty("text", item.Text, errors);
        if (item.TopK < 1)
            errors.Add($"'top_k' is to be 1 or more, not {item.TopK}.");
        if (item.Threshold is < 0 or > 1)
            errors.Add($"'threshold' is to be 0 to 1, not {item.Threshold}.");
    }

    protected override async ValueTask<IReadOnlyList<TextClassificationResult>> ComputeAsync(
        IReadOnlyList<TextClassificationItem> items,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        CheckLengths(items);
        CheckCount(items.Sum(item => (long)Math.Min(item.TopK ?? options.TopK, labels.Count)));
        var scores = await _scores.ComputeAsync(items, activation, model, cancellationToken).ConfigureAwait(false);
        return [.. items.Select((item, i) => Result(item, scores[i]))];
    }

    protected override async ValueTask<TypedAnswer> AnswerPipelineAsync(
        HuggingFaceRequest request,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        request.CheckParameters("top_k", "function_to_apply", "return_all_scores");
        var count = request.Number("top_k") ?? (request.Flag("return_all_scores") == false ? 1 : labels.Count);
        var function = request.Enumeration<Activation>("function_to_apply") ?? activation;
        var (items, _) = request.ReadList("a text, an object with 'text' and 'text_pair', or a list of such", ReadItem);
        CheckLengths(items);
        CheckCount(items.Count * (long)Math.Min(count, labels.Count));
        var scores = await _scores
            .ComputeAsync(items, function == Activation.Auto ? activation : function, model, cancellationToken)
            .ConfigureAwait(false);
        // One text is answered as a list of one: so do the clients expect it.
        return JsonAnswers.List(
            [.. scores.Select(values => Best(values, count).ToList())],
            TextJsonContext.Default.ListLabelScore
        );
    }

    private static TextClassificationItem? ReadItem(JsonElement element)
    {
        var pair = element.ValueKind == JsonValueKind.Object;
        var text = HuggingFaceRequest.TextOf(pair && element.TryGetProperty("text", out var first) ? first : element);
        if (string.IsNullOrWhiteSpace(text))
            return null;
        return new TextClassificationItem
        {
            Text = text,
            TextPair =
                pair && element.TryGetProperty("text_pair", out var second) ? HuggingFaceRequest.TextOf(second) : null,
        };
    }

    private void CheckLengths(IReadOnlyList<TextClassificationItem> items)
    {
        foreach (var item in items)
        {
            Pipeline.CheckLength(item.Text);
            Pipeline.CheckLength(item.TextPair ?? "");
        }
    }

    private static void CheckCount(long labels)
    {
        if (labels > MostLabels)
        {
            throw ServingException.TooLarge(
                $"The request asks for {labels} labels in all; at most {MostLabels} are given: ask for fewer with 'top_k', or in "
                    + "several requests."
            );
        }
    }

    private TextClassificationResult Result(TextClassificationItem item, float[] scores)
    {
        var best = Best(scores, item.TopK ?? options.TopK).ToList();
        return problem switch
        {
            ProblemType.Regression when labels.Count == 1 => new TextClassificationResult(null, best[0].Score, null),
            ProblemType.Regression => new TextClassificationResult(null, null, best),
            ProblemType.MultiLabel => new TextClassificationResult(
                null,
                null,
                [.. best.Where(label => label.Score >= (item.Threshold ?? options.Threshold))]
            ),
            _ => new TextClassificationResult(
                best[0].Label,
                best[0].Score,
                item.Threshold is { } least ? [.. best.Where(label => label.Score >= least)] : best
            ),
        };
    }

    private IEnumerable<LabelScore> Best(float[] scores, int count) =>
        Scores.Highest(scores, count).Select(place => new LabelScore(labels[place], Scores.Checked(scores[place])));
}
