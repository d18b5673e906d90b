namespace Slipway.Tasks.Text.Embeddings;

/// <summary>A text whose vector is asked for.</summary>
internal sealed class EmbeddingsItem
{
    public required string Text { get; set; }

    public bool? Normalize { get; set; }

    /// <summary>Numbers of the vector that are told, from the first on.</summary>
    public int? Dimensions { get; set; }
}

/// <summary>The vector of a text.</summary>
internal sealed record EmbeddingsResult(float[] Embedding);
