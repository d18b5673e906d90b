using Slipway.Errors;
using Slipway.Inference;
using Slipway.Tasks.Images.Preprocessing;
using Slipway.Tasks.Images.Requests;

namespace Slipway.Tasks.Images.Detection;

/// <summary>
/// TensorFlow's detectors: boxes by their upper, left, lower and right sides as parts of the picture, a score and a class for
/// each, and mostly how many of them count.
/// </summary>
internal sealed class SsdFormat(int firstClass, bool hasCount) : IDetectionFormat
{
    public const string Boxes = "detection_boxes";
    public const string ScoresName = "detection_scores";
    public const string Classes = "detection_classes";
    public const string Count = "num_detections";

    public IReadOnlyList<string> Outputs { get; } =
        hasCount ? [Boxes, ScoresName, Classes, Count] : [Boxes, ScoresName, Classes];

    public double UsualThreshold => 0.5;

    public double? UsualOverlap => null;

    public IEnumerable<Candidate> Read(InferenceResponse response, Placement placement, float threshold)
    {
        var boxes = OutputValues.Read(Boxes, OutputValues.Find(response, Boxes));
        var scores = OutputValues.Read(ScoresName, OutputValues.Find(response, ScoresName));
        var classes = OutputValues.Read(Classes, OutputValues.Find(response, Classes));
        if (boxes.Length != scores.Length * 4 || classes.Length != scores.Length)
        {
            throw ServingException.Internal(
                $"The outputs '{Boxes}', '{ScoresName}' and '{Classes}' do not go together: {boxes.Length}, {scores.Length} and "
                    + $"{classes.Length} numbers."
            );
        }

        var count = scores.Length;
        if (hasCount && OutputValues.Read(Count, OutputValues.Find(response, Count)) is [var counted, ..])
            count = (int)Math.Clamp(counted, 0, count);
        for (var i = 0; i < count; i++)
        {
            if (scores[i] < threshold)
                continue;
            var box = new Box(
                boxes[(i * 4) + 1] * placement.FrameWidth,
                boxes[i * 4] * placement.FrameHeight,
                boxes[(i * 4) + 3] * placement.FrameWidth,
                boxes[(i * 4) + 2] * placement.FrameHeight
            );
            yield return new Candidate((int)MathF.Round(classes[i]) - firstClass, scores[i], box);
        }
    }
}
