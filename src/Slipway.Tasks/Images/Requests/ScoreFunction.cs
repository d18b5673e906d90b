using System.Text.Json.Serialization;

namespace Slipway.Tasks.Images.Requests;

/// <summary>What makes scores between 0 and 1 of a model's numbers.</summary>
public enum ScoreFunction
{
    /// <summary>One class of all: the scores add up to 1.</summary>
    [JsonStringEnumMemberName("softmax")]
    Softmax,

    /// <summary>Each class by itself.</summary>
    [JsonStringEnumMemberName("sigmoid")]
    Sigmoid,

    /// <summary>They are scores already.</summary>
    [JsonStringEnumMemberName("none")]
    None,
}
