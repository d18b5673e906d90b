using Slipway.Errors;
using Slipway.Inference;
using Slipway.Tasks.Images.Preprocessing;
using Slipway.Tasks.Images.Requests;

namespace Slipway.Tasks.Images.Detection;

/// <summary>
/// DETR and its kin: for each of a number of queries the logits of the classes and a box by its centre and size, as parts of
/// the picture. With softmax the last class is that of no object.
/// </summary>
internal sealed class DetrFormat(ScoreFunction? scores, int labels) : IDetectionFormat
{
    public const string Logits = "logits";
    public const string Boxes = "pred_boxes";

    public IReadOnlyList<string> Outputs { get; } = [Logits, Boxes];

    public double UsualThreshold => 0.5;

    public double? UsualOverlap => null;

    public IEnumerable<Candidate> Read(InferenceResponse response, Placement placement, float threshold)
    {
        var logits = OutputValues.Read(Logits, OutputValues.Find(response, Logits));
        var boxes = OutputValues.Read(Boxes, OutputValues.Find(response, Boxes));
        var queries = boxes.Length / 4;
        if (queries == 0)
            return [];
        var classes = logits.Length / queries;
        if (boxes.Length % 4 != 0 || logits.Length != queries * classes || classes == 0)
        {
            throw ServingException.Internal(
                $"The outputs '{Logits}' and '{Boxes}' do not go together: {logits.Length} and {boxes.Length} numbers."
            );
        }

        var function = scores ?? ScoresOf(classes);
        var found = new List<Candidate>();
        for (var query = 0; query < queries; query++)
        {
            var values = logits.AsSpan(query * classes, classes);
            Scores.Apply(function, values);
            var box = BoxOf(boxes.AsSpan(query * 4, 4), placement);
            if (function == ScoreFunction.Softmax)
                AddBest(found, values[..^1], box, threshold);
            else
                AddAll(found, values, box, threshold);
        }

        return found;
    }

    private static void AddBest(List<Candidate> found, ReadOnlySpan<float> values, Box box, float threshold)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best])
                best = i;
        }

        if (values.Length > 0 && values[best] >= threshold)
            found.Add(new Candidate(best, values[best], box));
    }

    private static void AddAll(List<Candidate> found, ReadOnlySpan<float> values, Box box, float threshold)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] >= threshold)
                found.Add(new Candidate(i, values[i], box));
        }
    }

    private static Box BoxOf(ReadOnlySpan<float> box, Placement placement) =>
        new(
            (box[0] - (box[2] / 2)) * placement.FrameWidth,
            (box[1] - (box[3] / 2)) * placement.FrameHeight,
            (box[0] + (box[2] / 2)) * placement.FrameWidth,
            (box[1] + (box[3] / 2)) * placement.FrameHeight
        );

    private ScoreFunction ScoresOf(int classes) =>
        classes == labels + 1 ? ScoreFunction.Softmax
        : classes == labels ? ScoreFunction.Sigmoid
        : throw ServingException.Internal(
            $"The output '{Logits}' has {classes} classes and there are {labels} labels, which does not say how scores are made of "
                + "it: write 'scores: softmax' or 'scores: sigmoid' in the section object-detection of model.yaml."
        );
}
