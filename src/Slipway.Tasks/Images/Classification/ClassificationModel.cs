using System.Text.Json;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Tasks.Images.Decoding;
using Slipway.Tasks.Images.Packages;
using Slipway.Tasks.Images.Preprocessing;
using Slipway.Tasks.Images.Requests;

namespace Slipway.Tasks.Images.Classification;

/// <summary>A model that says what is to be seen in a picture.</summary>
internal sealed class ClassificationModel(
    ImageSignature signature,
    ClassificationOptions options,
    ScoreFunction scores,
    IReadOnlyList<string> labels
)
    : ImageModel<ClassificationItem, ClassificationResult>(
        signature,
        ImagesJsonContext.Default.ClassificationItem,
        ImagesJsonContext.Default.ClassificationResult,
        options
    )
{
    private readonly string _output = signature.Outputs[0];

    public override TypedDescription Description { get; } =
        new()
        {
            Task = ImageClassification.TaskName,
            Summary = "Says what is to be seen in a picture: labels with scores, the likeliest first.",
            RequestSchema = JsonElement.Parse(
                $$$$"""
                {"type": "object", "additionalProperties": false, "required": ["image"], "properties": {
                  "image": {{{{ImageDescriptions.ImageSchema}}}},
                  "top_k": {"type": "integer", "minimum": 1, "default": {{{{options.TopK}}}}, "description": "The most labels that are wanted."}
                }}
                """
            ),
            ResponseSchema = JsonElement.Parse(
                $$$$"""
                {"type": "object", "required": ["labels"], "properties": {
                  "labels": {"type": "array", "items": {"type": "object", "required": ["label", "score"], "properties": {
                    "label": {{{{ImageDescriptions.LabelSchema(labels)}}}},
                    "score": {"type": "number", "description": "How likely it is, 0 to 1."}
                  }}}
                }}
                """
            ),
            Example = ImageDescriptions.Example,
            MediaTypes = [.. ImageSniffer.MediaTypes, "multipart/form-data"],
            Labels = labels,
        };

    protected override void CheckItem(ClassificationItem item, List<string> errors)
    {
        base.CheckItem(item, errors);
        if (item.TopK < 1)
            errors.Add($"'top_k' must be 1 or more, not {item.TopK}.");
    }

    protected override ClassificationResult ReadOutputs(
        ClassificationItem item,
        InferenceResponse response,
        Placement placement
    )
    {
        var values = OutputValues.Read(_output, OutputValues.Find(response, _output));
        if (labels.Count > 0 && values.Length != labels.Count)
        {
            throw ServingException.Internal(
                $"The output '{_output}' has {values.Length} numbers for one picture, but there are {labels.Count} labels."
            );
        }

        Scores.Apply(scores, values);
        var best = Enumerable
            .Range(0, values.Length)
            .OrderByDescending(i => values[i])
            .Take(item.TopK ?? options.TopK)
            .Select(i => new LabelScore(labels.Count > 0 ? labels[i] : ClassLabels.NameOf(i), values[i]));
        return new ClassificationResult([.. best]);
    }

    protected override ClassificationItem FromPipeline(ImageData image, JsonElement parameters)
    {
        var item = new ClassificationItem { Image = image };
        if (parameters.ValueKind != JsonValueKind.Object)
            return item;
        foreach (var parameter in parameters.EnumerateObject())
        {
            if (!parameter.NameEquals("top_k"u8))
                throw ServingException.InvalidArgument(
                    $"The parameter '{parameter.Name}' is not known; an image's is 'top_k'."
                );
            if (parameter.Value.ValueKind == JsonValueKind.Null)
                continue;
            item.TopK =
                parameter.Value.ValueKind == JsonValueKind.Number
                && parameter.Value.TryGetInt32(out var wanted)
                && wanted > 0
                    ? wanted
                    : throw ServingException.InvalidArgument("'top_k' is a whole number of 1 or more.");
        }

        return item;
    }

    protected override void WriteForPipeline(Utf8JsonWriter writer, ClassificationResult result)
    {
        writer.WriteStartArray();
        foreach (var label in result.Labels)
        {
            writer.WriteStartObject();
            writer.WriteString("label"u8, label.Label);
            writer.WriteNumber("score"u8, label.Score);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
