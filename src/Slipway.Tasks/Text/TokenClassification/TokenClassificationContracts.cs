namespace Slipway.Tasks.Text.TokenClassification;

/// <summary>A text whose entities are asked for.</summary>
internal sealed class TokenClassificationItem
{
    public required string Text { get; set; }

    public OffsetKind Offsets { get; set; }

    public double? MinScore { get; set; }

    public Aggregation? Aggregation { get; set; }

    /// <summary>The types that are told; null for all.</summary>
    public string[]? Types { get; set; }
}

/// <summary>The entities of a text.</summary>
internal sealed record TokenClassificationResult(IReadOnlyList<FoundEntity> Entities);

/// <summary>One of them; the offsets are in the unit that was asked for.</summary>
internal sealed record FoundEntity(string Type, string Text, int Start, int End, float Score);
