using System.Text.Json.Serialization;

namespace Slipway.Tasks.Text.TokenClassification;

/// <summary>What becomes of the tokens of a word, by the names that Hugging Face gives it.</summary>
public enum Aggregation
{
    /// <summary>Nothing: each token that is in an entity is told with its own tag.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>Tokens are tagged each by itself, and those of one entity joined.</summary>
    [JsonStringEnumMemberName("simple")]
    Simple,

    /// <summary>A word has the tag of its first token, which is what most models are trained for.</summary>
    [JsonStringEnumMemberName("first")]
    First,

    /// <summary>A word has the tag that its tokens give it on average.</summary>
    [JsonStringEnumMemberName("average")]
    Average,

    /// <summary>A word has the tag of that of its tokens which is surest.</summary>
    [JsonStringEnumMemberName("max")]
    Max,
}
