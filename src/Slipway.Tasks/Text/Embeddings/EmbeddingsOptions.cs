using System.Text.Json.Serialization;
using Slipway.Tasks.Text.Options;

namespace Slipway.Tasks.Text.Embeddings;

/// <summary>The <c>embeddings:</c> section of <c>model.yaml</c>.</summary>
public sealed class EmbeddingsOptions : TextOptions
{
    /// <summary>
    /// What makes one vector of those of the tokens. Default: what the files of sentence-transformers say, else mean; nothing
    /// where the model gives one vector itself.
    /// </summary>
    public Pooling Pooling { get; set; }

    /// <summary>
    /// Whether vectors are brought to the length 1, where a request does not say. Default: what the files of
    /// sentence-transformers say, else false.
    /// </summary>
    public bool? Normalize { get; set; }

    /// <summary>What is done with texts that the model cannot see at once. Default truncate.</summary>
    public LongTexts LongTexts { get; set; } = LongTexts.Truncate;
}

/// <summary>What makes one vector of those of the tokens.</summary>
public enum Pooling
{
    [JsonStringEnumMemberName("auto")]
    Auto,

    [JsonStringEnumMemberName("mean")]
    Mean,

    /// <summary>That of the first token.</summary>
    [JsonStringEnumMemberName("cls")]
    Cls,

    /// <summary>The highest number at each place.</summary>
    [JsonStringEnumMemberName("max")]
    Max,

    /// <summary>That of the last token.</summary>
    [JsonStringEnumMemberName("last")]
    Last,

    /// <summary>The sum, divided by the root of the number of tokens.</summary>
    [JsonStringEnumMemberName("mean_sqrt_length")]
    MeanSqrtLength,
}
