using Slipway.Tasks.Requests;
using Slipway.Tasks.Text.HuggingFace;
using Slipway.Tasks.Tokenizers;

namespace Slipway.Tasks.Text.TokenClassification;

/// <summary>Texts in, entities out.</summary>
internal sealed class TokenClassificationModel(
    TextPipeline pipeline,
    TagSet tags,
    EntityFinder finder,
    string output,
    TokenClassificationOptions options
)
    : TextModel<TokenClassificationItem, TokenClassificationResult>(
        pipeline,
        TextJsonContext.Default.TokenClassificationItem,
        TextJsonContext.Default.TokenClassificationResult
    )
{
    private readonly TaggedTexts _tagged = new(pipeline, output, tags.Count);
    private readonly HashSet<string> _ignored = new(options.IgnoreLabels, StringComparer.Ordinal);

    public override TypedDescription Description { get; } = TokenClassificationDescription.Of(tags, options);

    protected override void CheckItem(TokenClassificationItem item, List<string> errors)
    {
        if (item.MinScore is < 0 or > 1)
            errors.Add($"'min_score' is to be 0 to 1, not {item.MinScore}.");
        if (item.Types?.Length > tags.Types.Count)
            errors.Add($"'types' names {item.Types.Length} types, and the model knows {tags.Types.Count}.");
        else if (item.Types?.FirstOrDefault(type => !tags.Types.Contains(type)) is { } unknown)
            errors.Add(
                $"'types' has '{Shown.Of(unknown)}', which the model does not know; it knows {string.Join(", ", tags.Types)}."
            );
    }

    protected override async ValueTask<IReadOnlyList<TokenClassificationResult>> ComputeAsync(
        IReadOnlyList<TokenClassificationItem> items,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        var results = new TokenClassificationResult[items.Count];
        await FindAsync(
                [.. items.Select(item => item.Text)],
                i => items[i].Aggregation ?? options.Aggregation,
                model,
                (i, _, entities) => results[i] = Result(items[i], entities),
                cancellationToken
            )
            .ConfigureAwait(false);
        return results;
    }

    protected override async ValueTask<TypedAnswer> AnswerPipelineAsync(
        HuggingFaceRequest request,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        request.CheckParameters("aggregation_strategy", "ignore_labels", "stride");
        var aggregation = request.Enumeration<Aggregation>("aggregation_strategy") ?? options.Aggregation;
        var ignored = request.Texts("ignore_labels")?.ToHashSet(StringComparer.Ordinal);
        var (texts, isList) = request.ReadTexts();
        var answers = new List<PipelineEntity>[texts.Count];
        var tokenizer = (Pipeline.Encoder as Encoders.TokenizerEncoder)?.Tokenizer;
        await FindAsync(
                texts,
                _ => aggregation,
                model,
                (i, text, entities) =>
                {
                    var offsets = new TextOffsets(texts[i], OffsetUnit.CodePoint);
                    answers[i] =
                    [
                        .. entities
                            .Where(entity => ignored?.Contains(entity.Type) != true)
                            .Select(entity => new PipelineEntity
                            {
                                Entity = aggregation == Aggregation.None ? entity.Type : null,
                                EntityGroup = aggregation == Aggregation.None ? null : entity.Type,
                                Score = entity.Score,
                                Index = aggregation == Aggregation.None ? text.Before.Count + entity.FirstToken : null,
                                Word =
                                    tokenizer is null ? texts[i][entity.Start..entity.End]
                                    : aggregation == Aggregation.None
                                        ? tokenizer.TokenOf(text.Body.Ids[entity.FirstToken]) ?? ""
                                    : tokenizer.Decode(text.Body.Ids.AsSpan(entity.FirstToken..entity.EndToken)).Trim(),
                                Start = offsets.Of(entity.Start),
                                End = offsets.Of(entity.End),
                            }),
                    ];
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        return isList
            ? JsonAnswers.List(answers, TextJsonContext.Default.ListPipelineEntity)
            : JsonAnswers.One(answers[0], TextJsonContext.Default.ListPipelineEntity);
    }

    private async ValueTask FindAsync(
        IReadOnlyList<string> texts,
        Func<int, Aggregation> aggregation,
        IModelCalls model,
        Action<int, Encoders.EncodedText, IEnumerable<Entity>> take,
        CancellationToken cancellationToken
    )
    {
        foreach (var text in texts)
        {
            Pipeline.CheckLength(text);
        }

        await _tagged
            .ComputeAsync(
                texts,
                model,
                (i, text, logits) =>
                    take(
                        i,
                        text,
                        finder
                            .Find(text, logits, aggregation(i), cancellationToken)
                            .Where(entity => !_ignored.Contains(entity.Type))
                    ),
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private TokenClassificationResult Result(TokenClassificationItem item, IEnumerable<Entity> entities)
    {
        var offsets = new TextOffsets(item.Text, item.Offsets.Unit());
        var least = item.MinScore ?? options.MinScore;
        return new TokenClassificationResult([
            .. entities
                .Where(entity => entity.Score >= least && item.Types?.Contains(entity.Type) != false)
                .Select(entity => new FoundEntity(
                    entity.Type,
                    item.Text[entity.Start..entity.End],
                    offsets.Of(entity.Start),
                    offsets.Of(entity.End),
                    entity.Score
                )),
        ]);
    }
}
