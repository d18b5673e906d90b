namespace Slipway.Gateway.Calling;

/// <summary>What came back.</summary>
internal sealed record ModelAnswer
{
    public required int Status { get; init; }

    public bool IsSuccess => Status is >= 200 and < 300;

    public string? ContentType { get; init; }

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Which service answered; null where the gateway did, or a pipeline.</summary>
    public string? Service { get; init; }

    /// <summary>Which revision of it; null where none was reached.</summary>
    public int? Revision { get; init; }

    /// <summary>Why there is no answer of a replica, in the words of <see cref="Body"/>; null where there is one.</summary>
    public string? Failure { get; init; }
}
