using System.Text.Json;
using Slipway.Errors;
using Slipway.Tasks.Requests;
using Slipway.Tasks.Text.HuggingFace;

namespace Slipway.Tasks.Text.Embeddings;

/// <summary>Texts in, vectors out.</summary>
internal sealed class EmbeddingsModel(TextPipeline pipeline, TextVectors vectors, int? width, bool normalizes)
    : TextModel<EmbeddingsItem, EmbeddingsResult>(
        pipeline,
        TextJsonContext.Default.EmbeddingsItem,
        TextJsonContext.Default.EmbeddingsResult
    )
{
    public override TypedDescription Description { get; } = EmbeddingsDescription.Of(width, normalizes);

    protected override void CheckItem(EmbeddingsItem item, List<string> errors)
    {
        TextChecks.NotEmpty("text", item.Text, errors);
        if (item.Dimensions < 1 || item.Dimensions > width)
            errors.Add(
                $"'dimensions' is to be 1 to {width?.ToString(null, null) ?? "what the model gives"}, not {item.Dimensions}."
            );
    }

    protected override async ValueTask<IReadOnlyList<EmbeddingsResult>> ComputeAsync(
        IReadOnlyList<EmbeddingsItem> items,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        var found = await vectors
            .ComputeAsync([.. items.Select(item => item.Text)], model, cancellationToken)
            .ConfigureAwait(false);
        return [.. items.Select((item, i) => new EmbeddingsResult(Finish(found[i], item.Normalize, item.Dimensions)))];
    }

    // The clients make an array of what they get, and read a list of vectors as well as one.
    protected override async ValueTask<TypedAnswer> AnswerPipelineAsync(
        HuggingFaceRequest request,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        if (request.Inputs.ValueKind == JsonValueKind.Object)
            return await AnswerSimilarityAsync(request, model, cancellationToken).ConfigureAwait(false);
        request.CheckParameters("normalize", "dimensions", "truncation_direction", "encoding_format");
        if (request.Text("encoding_format") is not (null or "float"))
            throw ServingException.InvalidArgument("'encoding_format' is to be float.");
        if (
            request.Text("truncation_direction") is { } side
            && !side.Equals("right", StringComparison.OrdinalIgnoreCase)
        )
            throw ServingException.InvalidArgument(
                "'truncation_direction' is to be right: the beginning of texts is kept."
            );
        var normalize = request.Flag("normalize");
        var dimensions = request.Number("dimensions");
        var (texts, isList) = request.ReadTexts();
        CheckTexts(texts);
        var found = await vectors.ComputeAsync(texts, model, cancellationToken).ConfigureAwait(false);
        foreach (ref var vector in found.AsSpan())
        {
            vector = Finish(vector, normalize, dimensions);
        }

        return isList
            ? JsonAnswers.List(found, TextJsonContext.Default.SingleArray)
            : JsonAnswers.One(found[0], TextJsonContext.Default.SingleArray);
    }

    private async ValueTask<TypedAnswer> AnswerSimilarityAsync(
        HuggingFaceRequest request,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        request.CheckParameters();
        if (
            !request.Inputs.TryGetProperty("source_sentence", out var source)
            || HuggingFaceRequest.TextOf(source) is not { } first
            || !request.Inputs.TryGetProperty("sentences", out var others)
            || others.ValueKind != JsonValueKind.Array
        )
        {
            throw ServingException.InvalidArgument(
                "'inputs' is to be a text, a list of texts, or an object with 'source_sentence' and 'sentences'."
            );
        }

        string[] texts =
        [
            first,
            .. others
                .EnumerateArray()
                .Select(other =>
                    HuggingFaceRequest.TextOf(other)
                    ?? throw ServingException.InvalidArgument("'sentences' is to be a list of texts.")
                ),
        ];
        CheckTexts(texts);
        var found = await vectors.ComputeAsync(texts, model, cancellationToken).ConfigureAwait(false);
        foreach (var vector in found)
        {
            VectorPool.Normalize(vector);
        }

        return JsonAnswers.One(
            [
                .. found
                    .Skip(1)
                    .Select(other => (float)found[0].Zip(other).Sum(pair => (double)pair.First * pair.Second)),
            ],
            TextJsonContext.Default.SingleArray
        );
    }

    private static void CheckTexts(IReadOnlyList<string> texts)
    {
        if (texts.Any(string.IsNullOrWhiteSpace))
            throw ServingException.InvalidArgument("A text of 'inputs' is empty: there is nothing to answer for.");
    }

    private float[] Finish(float[] vector, bool? normalize, int? dimensions)
    {
        if (dimensions is { } count && count < vector.Length)
            vector = vector[..count];
        if (normalize ?? normalizes)
            VectorPool.Normalize(vector);
        return vector;
    }
}
