using System.Text.Json;
using Slipway.Errors;
using Slipway.Tasks.Requests;
using Slipway.Tasks.Text.HuggingFace;
using Slipway.Tasks.Tokenizers;

namespace Slipway.Tasks.Text.FillMask;

/// <summary>Texts with masks in, what may stand there out.</summary>
internal sealed class FillMaskModel(
    TextPipeline pipeline,
    Tokenizer tokenizer,
    MaskSearch search,
    string maskToken,
    FillMaskOptions options
)
    : TextModel<FillMaskItem, FillMaskResult>(
        pipeline,
        TextJsonContext.Default.FillMaskItem,
        TextJsonContext.Default.FillMaskResult
    )
{
    private const int MostFillings = 10_000;

    public override TypedDescription Description { get; } = FillMaskDescription.Of(maskToken, options);

    protected override void CheckItem(FillMaskItem item, List<string> errors)
    {
        if (!item.Text.Contains(maskToken, StringComparison.Ordinal))
            errors.Add($"'text' has no mask: write {maskToken} where a word is to be found.");
        if (item.TopK is < 1 or > MostFillings)
            errors.Add($"'top_k' is to be 1 to {MostFillings}, not {item.TopK}.");
        if (item.Targets is { Length: 0 or > MostFillings } targets)
            errors.Add($"'targets' is to name 1 to {MostFillings} tokens, not {targets.Length}; leave it out for all.");
    }

    protected override async ValueTask<IReadOnlyList<FillMaskResult>> ComputeAsync(
        IReadOnlyList<FillMaskItem> items,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        var filled = await FindAsync(
                [.. items.Select(item => Query(item.Text, item.TopK ?? options.TopK, item.Targets))],
                model,
                cancellationToken
            )
            .ConfigureAwait(false);
        return [.. items.Select((item, i) => Result(item, filled[i]))];
    }

    protected override async ValueTask<TypedAnswer> AnswerPipelineAsync(
        HuggingFaceRequest request,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        request.CheckParameters("top_k", "targets");
        var topK = Math.Min(request.Number("top_k") ?? 5, MostFillings);
        var targets = request.Texts("targets");
        var (texts, isList) = request.ReadTexts();
        var filled = await FindAsync([.. texts.Select(text => Query(text, topK, targets))], model, cancellationToken)
            .ConfigureAwait(false);
        return JsonAnswers.Write(writer =>
        {
            if (isList)
                writer.WriteStartArray();
            foreach (var text in filled)
            {
                var lists = text.Masks.Select(mask => Fillings(text, mask)).ToList();
                if (lists is [var only])
                    JsonSerializer.Serialize(writer, only, TextJsonContext.Default.ListPipelineFilling);
                else
                    JsonSerializer.Serialize(writer, lists, TextJsonContext.Default.ListListPipelineFilling);
            }

            if (isList)
                writer.WriteEndArray();
        });
    }

    private ValueTask<FilledText[]> FindAsync(
        IReadOnlyList<MaskQuery> queries,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        foreach (var query in queries)
        {
            Pipeline.CheckLength(query.Text);
        }

        return search.FindAsync(queries, model, cancellationToken);
    }

    private MaskQuery Query(string text, int topK, IReadOnlyList<string>? targets) =>
        new(text, topK, targets is null ? null : [.. targets.Select(IdOf).Distinct()]);

    private int IdOf(string target)
    {
        if (tokenizer.IdOf(target) is { } known)
            return known;
        var ids = tokenizer.Encode(target, null, new EncodeOptions { AddSpecialTokens = false }).Ids;
        return ids.Length > 0
            ? ids[0]
            : throw ServingException.InvalidArgument($"The target '{target}' is no token of the model.");
    }

    // Several masks stay in the sequence, and so do the other special tokens: as the Pipeline has it.
    private List<PipelineFilling> Fillings(FilledText text, MaskFillings mask)
    {
        var isOnly = text.Masks.Count == 1;
        return
        [
            .. mask.Best.Select(best =>
            {
                int[] ids = [.. text.Text.Before.Ids, .. text.Text.Body.Ids, .. text.Text.After.Ids];
                ids[text.Text.Before.Count + mask.Token] = best.Id;
                return new PipelineFilling(
                    best.Score,
                    best.Id,
                    tokenizer.Decode([best.Id], skipSpecialTokens: false),
                    tokenizer.Decode(ids, isOnly)
                );
            }),
        ];
    }

    private FillMaskResult Result(FillMaskItem item, FilledText filled)
    {
        var offsets = new TextOffsets(item.Text, item.Offsets.Unit());
        return new FillMaskResult([
            .. filled.Masks.Select(mask =>
            {
                var span = filled.Text.Offsets[mask.Token];
                return new FilledMask(
                    offsets.Of(span.Start),
                    offsets.Of(span.End),
                    [
                        .. mask.Best.Select(best =>
                        {
                            var word = tokenizer.Decode([best.Id], skipSpecialTokens: false);
                            return new Filling(
                                word,
                                best.Id,
                                best.Score,
                                string.Concat(item.Text.AsSpan(0, span.Start), word.Trim(), item.Text.AsSpan(span.End))
                            );
                        }),
                    ]
                );
            }),
        ]);
    }
}
