using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Models;
using Slipway.Tasks.Requests;
using Slipway.Tasks.Text.HuggingFace;

namespace Slipway.Tasks.Text;

/// <summary>What the typed models of texts have in common: how their rows are filled up, and Hugging Face's form.</summary>
/// <inheritdoc cref="ItemModel{TItem, TResult}" path="/typeparam"/>
internal abstract class TextModel<TItem, TResult>(
    TextPipeline pipeline,
    JsonTypeInfo<TItem> itemType,
    JsonTypeInfo<TResult> resultType,
    string? subject = "text"
) : ItemModel<TItem, TResult>(itemType, resultType, subject)
    where TItem : class
{
    protected TextPipeline Pipeline { get; } = pipeline;

    public sealed override IReadOnlyDictionary<string, PaddingConfig> Padding => Pipeline.Padding;

    public sealed override ValueTask<TypedAnswer> AnswerAsync(
        TypedRequest request,
        IModelCalls model,
        CancellationToken cancellationToken
    ) =>
        WorkingMemory.Passes(request.Body)
            ? base.AnswerAsync(request, model, cancellationToken)
            : WorkingMemory.Shared.AnswerAsync(
                request.Body,
                () => base.AnswerAsync(request, model, cancellationToken),
                cancellationToken
            );

    protected sealed override async ValueTask<TypedAnswer?> AnswerForeignAsync(
        JsonElement body,
        TypedRequest request,
        IModelCalls model,
        CancellationToken cancellationToken
    ) =>
        HuggingFaceRequest.TryRead(body) is { } foreign
            ? await AnswerPipelineAsync(foreign, model, cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>Answers as the pipeline of transformers does that is for the same task.</summary>
    protected abstract ValueTask<TypedAnswer> AnswerPipelineAsync(
        HuggingFaceRequest request,
        IModelCalls model,
        CancellationToken cancellationToken
    );
}
