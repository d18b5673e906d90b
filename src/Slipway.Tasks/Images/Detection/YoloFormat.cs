using Slipway.Errors;
using Slipway.Inference;
using Slipway.Tasks.Images.Preprocessing;
using Slipway.Tasks.Images.Requests;

namespace Slipway.Tasks.Images.Detection;

/// <summary>
/// The raw head of YOLO: for each box its centre and size in pixels of the frame, then scores between 0 and 1. Version 5 has a
/// box in a row, with the score of any object before those of the classes; version 8 has a box in a column, without it.
/// </summary>
internal sealed class YoloFormat(string output, bool hasObjectness, int labels) : IDetectionFormat
{
    private readonly int _firstScore = hasObjectness ? 5 : 4;

    public IReadOnlyList<string> Outputs { get; } = [output];

    public double UsualThreshold => 0.25;

    public double? UsualOverlap => 0.45;

    public IEnumerable<Candidate> Read(InferenceResponse response, Placement placement, float threshold)
    {
        var tensor = OutputValues.Find(response, output);
        var shape = tensor.Shape;
        var values = OutputValues.Read(output, tensor);
        if (shape.Rank < 2)
            throw ServingException.Internal($"The output '{output}' is {tensor}, which is no list of boxes.");
        var (rows, columns) = ((int)shape[shape.Rank - 2], (int)shape[shape.Rank - 1]);
        var (boxes, numbers) = hasObjectness ? (rows, columns) : (columns, rows);
        if (numbers <= _firstScore || values.Length != boxes * numbers)
        {
            throw ServingException.Internal(
                $"The output '{output}' is {tensor}: one list of boxes with a centre, a size and scores is expected."
            );
        }

        if (labels > 0 && numbers - _firstScore != labels)
        {
            throw ServingException.Internal(
                $"The output '{output}' is {tensor}, which has scores of {numbers - _firstScore} classes for each box, but there are "
                    + $"{labels} labels: is it of another 'format', or are the labels another model's?"
            );
        }

        var (boxStep, numberStep) = hasObjectness ? (numbers, 1) : (1, boxes);
        for (var i = 0; i < boxes; i++)
        {
            var first = i * boxStep;
            var best = _firstScore;
            for (var n = _firstScore + 1; n < numbers; n++)
            {
                if (values[first + (n * numberStep)] > values[first + (best * numberStep)])
                    best = n;
            }

            var score = values[first + (best * numberStep)] * (hasObjectness ? values[first + (4 * numberStep)] : 1);
            if (score < threshold)
                continue;
            var (x, y) = (values[first], values[first + numberStep]);
            var (halfWidth, halfHeight) = (values[first + (2 * numberStep)] / 2, values[first + (3 * numberStep)] / 2);
            yield return new Candidate(
                best - _firstScore,
                score,
                new Box(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight)
            );
        }
    }
}
