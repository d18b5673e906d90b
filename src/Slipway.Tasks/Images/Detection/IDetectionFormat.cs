using Slipway.Inference;
using Slipway.Tasks.Images.Preprocessing;

namespace Slipway.Tasks.Images.Detection;

/// <summary>How a kind of detector writes down what it has found. Immutable, thread-safe.</summary>
internal interface IDetectionFormat
{
    /// <summary>The outputs that are read.</summary>
    IReadOnlyList<string> Outputs { get; }

    /// <summary>The score from which on an object counts, where nobody says.</summary>
    double UsualThreshold { get; }

    /// <summary>The overlap from which on two boxes are one object, where nobody says; null where the model sees to that.</summary>
    double? UsualOverlap { get; }

    /// <summary>The boxes of one picture with at least a score, in any order.</summary>
    IEnumerable<Candidate> Read(InferenceResponse response, Placement placement, float threshold);
}
