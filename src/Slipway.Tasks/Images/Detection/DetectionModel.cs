using System.Text.Json;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Tasks.Images.Decoding;
using Slipway.Tasks.Images.Packages;
using Slipway.Tasks.Images.Preprocessing;
using Slipway.Tasks.Images.Requests;

namespace Slipway.Tasks.Images.Detection;

/// <summary>A model that finds objects in a picture.</summary>
internal sealed class DetectionModel(
    ImageSignature signature,
    DetectionOptions options,
    IDetectionFormat format,
    IReadOnlyList<string> labels
)
    : ImageModel<DetectionItem, DetectionResult>(
        signature,
        ImagesJsonContext.Default.DetectionItem,
        ImagesJsonContext.Default.DetectionResult,
        options
    )
{
    private readonly double _threshold = options.Threshold ?? format.UsualThreshold;
    private readonly double? _overlap = options.IouThreshold ?? format.UsualOverlap;

    public override TypedDescription Description { get; } =
        new()
        {
            Task = ObjectDetection.TaskName,
            Summary = "Finds objects in a picture: labels, scores and boxes in its pixels.",
            RequestSchema = JsonElement.Parse(
                $$$$"""
                {"type": "object", "additionalProperties": false, "required": ["image"], "properties": {
                  "image": {{{{ImageDescriptions.ImageSchema}}}},
                  "threshold": {"type": "number", "minimum": 0, "maximum": 1, "description": "Objects of a lower score are left out."},
                  "max_detections": {"type": "integer", "minimum": 1, "default": {{{{options.MaxDetections}}}}, "description": "The most objects that are wanted."}
                }}
                """
            ),
            ResponseSchema = JsonElement.Parse(
                $$$$"""
                {"type": "object", "required": ["objects", "width", "height"], "properties": {
                  "objects": {"type": "array", "items": {"type": "object", "required": ["label", "score", "box"], "properties": {
                    "label": {{{{ImageDescriptions.LabelSchema(labels)}}}},
                    "score": {"type": "number", "description": "How likely it is, 0 to 1."},
                    "box": {"type": "object", "required": ["xmin", "ymin", "xmax", "ymax"], "properties": {
                      "xmin": {"type": "number"}, "ymin": {"type": "number"}, "xmax": {"type": "number"}, "ymax": {"type": "number"}
                    }, "description": "In pixels of the picture upright, from its upper left corner."}
                  }}},
                  "width": {"type": "integer", "description": "Of the picture upright, in pixels."},
                  "height": {"type": "integer", "description": "Of the picture upright, in pixels."}
                }}
                """
            ),
            Example = ImageDescriptions.Example,
            MediaTypes = [.. ImageSniffer.MediaTypes, "multipart/form-data"],
            Labels = labels,
        };

    protected override void CheckItem(DetectionItem item, List<string> errors)
    {
        base.CheckItem(item, errors);
        if (item.Threshold is not (null or (>= 0 and <= 1)))
            errors.Add("'threshold' must be 0 to 1.");
        if (item.MaxDetections < 1)
            errors.Add($"'max_detections' must be 1 or more, not {item.MaxDetections}.");
    }

    protected override DetectionResult ReadOutputs(DetectionItem item, InferenceResponse response, Placement placement)
    {
        var candidates = format.Read(response, placement, (float)(item.Threshold ?? _threshold));
        var most = Math.Min(item.MaxDetections ?? options.MaxDetections, options.MaxDetections);
        var objects = Suppression
            .Choose(candidates, _overlap, most)
            .Select(found => new DetectedObject(NameOf(found.Class), found.Score, InPicture(found.Box, placement)));
        return new DetectionResult([.. objects], placement.Width, placement.Height);
    }

    protected override DetectionItem FromPipeline(ImageData image, JsonElement parameters)
    {
        var item = new DetectionItem { Image = image };
        if (parameters.ValueKind != JsonValueKind.Object)
            return item;
        foreach (var parameter in parameters.EnumerateObject())
        {
            if (!parameter.NameEquals("threshold"u8))
                throw ServingException.InvalidArgument(
                    $"The parameter '{parameter.Name}' is not known; an image's is 'threshold'."
                );
            item.Threshold =
                parameter.Value.ValueKind == JsonValueKind.Number
                && parameter.Value.GetDouble() is >= 0 and <= 1 and var least
                    ? least
                    : throw ServingException.InvalidArgument("'threshold' is a number of 0 to 1.");
        }

        return item;
    }

    protected override void WriteForPipeline(Utf8JsonWriter writer, DetectionResult result)
    {
        writer.WriteStartArray();
        foreach (var found in result.Objects)
        {
            writer.WriteStartObject();
            writer.WriteNumber("score"u8, found.Score);
            writer.WriteString("label"u8, found.Label);
            writer.WriteStartObject("box"u8);
            writer.WriteNumber("xmin"u8, (int)found.Box.XMin);
            writer.WriteNumber("ymin"u8, (int)found.Box.YMin);
            writer.WriteNumber("xmax"u8, (int)found.Box.XMax);
            writer.WriteNumber("ymax"u8, (int)found.Box.YMax);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private string NameOf(int index) => index >= 0 && index < labels.Count ? labels[index] : ClassLabels.NameOf(index);

    private static Box InPicture(Box box, Placement placement) =>
        new(
            Inside(placement.X(box.XMin), placement.Width),
            Inside(placement.Y(box.YMin), placement.Height),
            Inside(placement.X(box.XMax), placement.Width),
            Inside(placement.Y(box.YMax), placement.Height)
        );

    // A hundredth of a pixel is more than any model knows.
    private static float Inside(double position, int size) => (float)Math.Round(Math.Clamp(position, 0, size), 2);
}
