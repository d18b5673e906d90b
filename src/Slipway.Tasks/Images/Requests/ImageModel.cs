using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Machine;
using Slipway.Tasks.Images.Decoding;
using Slipway.Tasks.Images.Options;
using Slipway.Tasks.Images.Preprocessing;
using Slipway.Tasks.Requests;
using Slipway.Tensors;

namespace Slipway.Tasks.Images.Requests;

/// <summary>
/// A typed model over images: files, forms, data URIs and lists of them come in, each is decoded, put into the model's form
/// and computed by itself, so that the model's queue brings images of all callers together. Thread-safe.
/// </summary>
/// <param name="signature">The parts of the model that are used.</param>
/// <param name="itemType">How an item is written.</param>
/// <param name="resultType">How a result is written.</param>
/// <param name="options">The section of <c>model.yaml</c>.</param>
internal abstract class ImageModel<TItem, TResult>(
    ImageSignature signature,
    JsonTypeInfo<TItem> itemType,
    JsonTypeInfo<TResult> resultType,
    ImageOptions options
) : ItemModel<TItem, TResult>(itemType, resultType, ImageItem.Subject)
    where TItem : ImageItem
{
    private readonly ItemReader<TItem> _reader = new(itemType, ImageItem.Subject);
    private readonly ImageLimits _limits = new(options.MaxPixels);

    /// <summary>What decodes how much at a time; all models of a process share one.</summary>
    public DecodingGate Gate { get; init; } = DecodingGate.Shared;

    /// <summary>Makes an answer of the outputs, which the caller disposes.</summary>
    protected abstract TResult ReadOutputs(TItem item, InferenceResponse response, Placement placement);

    /// <summary>An item of the form that clients of Hugging Face's pipelines send: an image beside parameters.</summary>
    protected abstract TItem FromPipeline(ImageData image, JsonElement parameters);

    /// <summary>The result as those pipelines give it.</summary>
    protected abstract void WriteForPipeline(Utf8JsonWriter writer, TResult result);

    protected override void CheckItem(TItem item, List<string> errors)
    {
        if (item.Image.Problem is { } problem)
            errors.Add(problem);
    }

    protected override async ValueTask<IReadOnlyList<TResult>> ComputeAsync(
        IReadOnlyList<TItem> items,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        if (items.Count == 1)
            return [await ComputeAsync(items[0], model, cancellationToken).ConfigureAwait(false)];
        if (items.Count > options.MaxImages)
        {
            throw ServingException.TooLarge(
                $"The request has {items.Count} images; at most {options.MaxImages} are taken at once. Send them in parts, or "
                    + "raise max_images in the section of the task in model.yaml."
            );
        }

        var results = new TResult[items.Count];
        var together = new ParallelOptions
        {
            MaxDegreeOfParallelism = CpuBudget.Current.Count,
            CancellationToken = cancellationToken,
        };
        await Parallel
            .ForEachAsync(
                Enumerable.Range(0, items.Count),
                together,
                async (i, token) =>
                {
                    try
                    {
                        results[i] = await ComputeAsync(items[i], model, token).ConfigureAwait(false);
                    }
                    catch (ServingException e)
                    {
                        throw new ServingException(e.Code, $"Item {i}: {e.Message}", e)
                        {
                            Reason = e.Reason,
                            RetryAfter = e.RetryAfter,
                        };
                    }
                }
            )
            .ConfigureAwait(false);
        return results;
    }

    protected override ValueTask<TypedAnswer> AnswerMediaAsync(
        TypedRequest request,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        if (request.Files.Count == 1)
            return AnswerOneAsync(FromFile(request.Files[0].Content, request), model, cancellationToken);
        if (request.Files.Count > 1)
        {
            var items = request.Files.Select(file => FromFile(file.Content, request)).ToList();
            return AnswerListAsync(items, model, cancellationToken);
        }

        var isFile = MediaTypes.KindOf(request.MediaType) is MediaKind.Image or MediaKind.Other;
        if (MediaTypes.KindOf(request.MediaType) == MediaKind.Form)
            throw ServingException.InvalidArgument(
                "The form has no file: send the image as a file of the field 'image'."
            );
        return isFile
            ? AnswerOneAsync(FromFile(request.Body, request), model, cancellationToken)
            : throw MediaTypes.NotTaken(request.MediaType, Description.MediaTypes);
    }

    protected override async ValueTask<TypedAnswer?> AnswerForeignAsync(
        JsonElement body,
        TypedRequest request,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        var isForeign =
            body.ValueKind == JsonValueKind.Object
            && body.TryGetProperty("inputs", out _)
            && !body.TryGetProperty(ImageItem.Subject, out _);
        if (!isForeign)
            return null;
        return await AnswerPipelineAsync(body, model, cancellationToken).ConfigureAwait(false);
    }

    private async Task<TypedAnswer> AnswerPipelineAsync(
        JsonElement body,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        var inputs = body.GetProperty("inputs");
        var isList = inputs.ValueKind == JsonValueKind.Array;
        body.TryGetProperty("parameters", out var parameters);
        var items = new List<TItem>();
        foreach (var input in isList ? inputs.EnumerateArray().ToArray() : [inputs])
        {
            var image = input.Deserialize(ImagesJsonContext.Default.ImageData)!;
            items.Add(
                image.Problem is { } problem
                    ? throw ServingException.InvalidArgument(
                        problem.Replace("'image'", "'inputs'", StringComparison.Ordinal)
                    )
                    : FromPipeline(image, parameters)
            );
        }

        var results = items.Count == 0 ? [] : await ComputeAsync(items, model, cancellationToken).ConfigureAwait(false);
        return JsonAnswers.Write(writer =>
        {
            if (isList)
                writer.WriteStartArray();
            foreach (var result in results)
            {
                WriteForPipeline(writer, result);
            }

            if (isList)
                writer.WriteEndArray();
        });
    }

    // The options are read as those of an item in JSON are; its image is put in afterwards.
    private TItem FromFile(ReadOnlyMemory<byte> content, TypedRequest request)
    {
        using var empty = JsonBody.Parse("""{"image": ""}"""u8.ToArray());
        var item = _reader.Read(empty.RootElement, request.Options).Items[0];
        item.Image = new ImageData(content);
        var errors = new List<string>();
        CheckItem(item, errors);
        return errors.Count == 0 ? item : throw ServingException.InvalidArgument(string.Join(' ', errors));
    }

    private async ValueTask<TResult> ComputeAsync(TItem item, IModelCalls model, CancellationToken cancellationToken)
    {
        var (tensor, placement) = await PrepareAsync(item.Image.Content, cancellationToken).ConfigureAwait(false);
        using var request = new InferenceRequest { Model = model.Model };
        request.Inputs.Add(new NamedTensor(signature.Tensors.Input.Name, tensor));
        if (signature.Mask is { } mask)
            request.Inputs.Add(new NamedTensor(mask.Name, PixelMask.Make(mask, placement)));
        foreach (var output in signature.Outputs)
        {
            request.Outputs.Add(new RequestedOutput(output));
        }

        using var response = await model.InferAsync(request, cancellationToken).ConfigureAwait(false);
        return ReadOutputs(item, response, placement);
    }

    private async ValueTask<(Tensor, Placement)> PrepareAsync(
        ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken
    )
    {
        using var lease = await Gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        using var file = ImageFile.Open(content, _limits);
        var plan = signature.Tensors.Plan;
        var placement = Upright.SwapsSides(file.Orientation)
            ? plan.Place(file.StoredHeight, file.StoredWidth)
            : plan.Place(file.StoredWidth, file.StoredHeight);
        await lease.ReserveAsync(file.WorkingBytes, cancellationToken).ConfigureAwait(false);
        using var image = file.Decode(plan.Background);
        return (signature.Tensors.Make(image, placement, cancellationToken), placement);
    }
}
