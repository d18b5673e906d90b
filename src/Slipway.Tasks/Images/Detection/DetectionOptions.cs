using System.Text.Json.Serialization;
using Slipway.Tasks.Images.Options;
using Slipway.Tasks.Images.Requests;

namespace Slipway.Tasks.Images.Detection;

/// <summary>The section <c>object-detection:</c> of <c>model.yaml</c>. Everything that something else says is optional.</summary>
public sealed class DetectionOptions : ImageOptions
{
    /// <summary>What the model's outputs are. Default: by their names, where these are those of DETR or SSD.</summary>
    public DetectionFormat? Format { get; set; }

    /// <summary>Objects of a lower score are left out, 0 to 1. Default 0.5, and 0.25 for YOLO.</summary>
    public double? Threshold { get; set; }

    /// <summary>
    /// Of two boxes of one class that overlap by more than this part of what they cover together, the less likely one is left out.
    /// Default 0.45 for YOLO; for DETR and SSD none is, since their models have seen to it.
    /// </summary>
    public double? IouThreshold { get; set; }

    /// <summary>Objects in an answer, the likeliest first, 1 to 10,000. Default 100.</summary>
    public int MaxDetections { get; set; } = 100;

    /// <summary>
    /// DETR only: what makes scores of the logits. Default: sigmoid where there are as many as labels, softmax where there is one
    /// more, for no object.
    /// </summary>
    public ScoreFunction? Scores { get; set; }

    /// <summary>SSD only: the number of the first label's class. Default 1, as TensorFlow has it.</summary>
    public int FirstClass { get; set; } = 1;
}

/// <summary>Values of <see cref="DetectionOptions.Format"/>.</summary>
public enum DetectionFormat
{
    /// <summary><c>logits</c> and <c>pred_boxes</c>, of DETR and its kin.</summary>
    [JsonStringEnumMemberName("detr")]
    Detr,

    /// <summary><c>detection_boxes</c>, <c>_scores</c>, <c>_classes</c> of TensorFlow's detectors.</summary>
    [JsonStringEnumMemberName("ssd")]
    Ssd,

    /// <summary>A row for each box: centre, size, objectness and classes.</summary>
    [JsonStringEnumMemberName("yolov5")]
    Yolov5,

    /// <summary>A column for each box: centre, size and classes.</summary>
    [JsonStringEnumMemberName("yolov8")]
    Yolov8,
}
