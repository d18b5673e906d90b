using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Tasks.Requests;

/// <summary>
/// A typed model whose requests are items that are answered each by itself: one, a list of them, or one on each line.
/// Reading and writing is done here; what is derived computes.
/// </summary>
/// <typeparam name="TItem">One request as its JSON object; members besides the subject are options.</typeparam>
/// <typeparam name="TResult">The answer to one.</typeparam>
public abstract class ItemModel<TItem, TResult> : ITypedModel
    where TItem : class
{
    // Results are held until they are written: those of so many at a time.
    private const int MostTogether = 10_000;

    private readonly ItemReader<TItem> _reader;
    private readonly JsonTypeInfo<TResult> _resultType;

    /// <param name="itemType">How an item is written; strict: unknown members are refused.</param>
    /// <param name="resultType">How a result is written.</param>
    /// <param name="subject">
    /// The member that an item is about, such as <c>text</c>: an item may be that value alone, and where it is a list in one
    /// object there are so many items. Null where there is no such member.
    /// </param>
    protected ItemModel(JsonTypeInfo<TItem> itemType, JsonTypeInfo<TResult> resultType, string? subject)
    {
        _reader = new ItemReader<TItem>(itemType, subject);
        _resultType = resultType;
    }

    /// <inheritdoc/>
    public abstract TypedDescription Description { get; }

    /// <summary>Whether a text alone is an item.</summary>
    protected bool TakesText => _reader.TakesText;

    /// <inheritdoc/>
    public virtual IReadOnlyDictionary<string, PaddingConfig> Padding => FrozenDictionary<string, PaddingConfig>.Empty;

    /// <inheritdoc/>
    public virtual ValueTask<TypedAnswer> AnswerAsync(
        TypedRequest request,
        IModelCalls model,
        CancellationToken cancellationToken
    ) =>
        MediaTypes.KindOf(request.MediaType) switch
        {
            MediaKind.Json => AnswerJsonAsync(request, model, cancellationToken),
            MediaKind.JsonLines => new JsonLines<TItem, TResult>(
                _reader,
                CheckItem,
                _resultType,
                ComputeAsync
            ).AnswerAsync(request, model, cancellationToken),
            _ => AnswerMediaAsync(request, model, cancellationToken),
        };

    /// <summary>Computes the answers to items, in their order; the items of one request come together, 10,000 at most.</summary>
    /// <exception cref="ServingException">InvalidArgument where an item is wrong; then none of them is answered.</exception>
    protected abstract ValueTask<IReadOnlyList<TResult>> ComputeAsync(
        IReadOnlyList<TItem> items,
        IModelCalls model,
        CancellationToken cancellationToken
    );

    /// <summary>Adds what is wrong with an item whose members are of the right types, a sentence each.</summary>
    protected virtual void CheckItem(TItem item, List<string> errors) { }

    /// <summary>
    /// Answers a JSON body of another form than this model's own, such as that of another server's clients.
    /// </summary>
    /// <returns>Null where it is of the own form.</returns>
    protected virtual ValueTask<TypedAnswer?> AnswerForeignAsync(
        JsonElement body,
        TypedRequest request,
        IModelCalls model,
        CancellationToken cancellationToken
    ) => default;

    /// <summary>
    /// Answers a body that is no JSON, or the files of a form. Default: a text is an item where the subject is one.
    /// </summary>
    /// <exception cref="ServingException">InvalidArgument: the media type is not taken.</exception>
    protected virtual ValueTask<TypedAnswer> AnswerMediaAsync(
        TypedRequest request,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        if (_reader.TakesText && MediaTypes.KindOf(request.MediaType) == MediaKind.Text)
        {
            var item = Checked(_reader.ReadText(request));
            return AnswerOneAsync(item, model, cancellationToken);
        }

        throw MediaTypes.NotTaken(request.MediaType, Description.MediaTypes);
    }

    /// <summary>Answers one item with its result alone.</summary>
    protected async ValueTask<TypedAnswer> AnswerOneAsync(
        TItem item,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        var results = await ComputeAsync([item], model, cancellationToken).ConfigureAwait(false);
        return JsonAnswers.One(results[0], _resultType);
    }

    /// <summary>Answers items with the list of their results.</summary>
    protected async ValueTask<TypedAnswer> AnswerListAsync(
        IReadOnlyList<TItem> items,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        var list = new ListAnswer<TResult>(_resultType);
        for (var start = 0; start < items.Count; start += MostTogether)
        {
            var some = items.Count <= MostTogether ? items : [.. items.Skip(start).Take(MostTogether)];
            list.Add(await ComputeAsync(some, model, cancellationToken).ConfigureAwait(false));
        }

        return list.ToAnswer();
    }

    private async ValueTask<TypedAnswer> AnswerJsonAsync(
        TypedRequest request,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        using var document = JsonBody.Parse(request, Description.MediaTypes);
        var root = document.RootElement;
        if (await AnswerForeignAsync(root, request, model, cancellationToken).ConfigureAwait(false) is { } foreign)
            return foreign;
        var (items, isList) = _reader.Read(root, request.Options);
        for (var i = 0; i < items.Count; i++)
        {
            Checked(items[i], isList ? i : null);
        }

        return isList
            ? await AnswerListAsync(items, model, cancellationToken).ConfigureAwait(false)
            : await AnswerOneAsync(items[0], model, cancellationToken).ConfigureAwait(false);
    }

    private TItem Checked(TItem item, int? index = null)
    {
        var errors = new List<string>();
        CheckItem(item, errors);
        return errors.Count == 0
            ? item
            : throw ServingException.InvalidArgument(
                (index is { } place ? $"Item {place}: " : "") + string.Join(' ', errors)
            );
    }
}
