using System.Text.Json.Serialization;

namespace Slipway.Models;

/// <summary>
/// Dynamic batching: requests that wait at the same time are computed as one, along the first dimension of their
/// tensors. Nothing needs to be said; what is said is kept to.
/// </summary>
public sealed class BatchingConfig
{
    /// <summary>The largest batch that is accepted: beyond it lies a slip of the finger.</summary>
    public const int Largest = 65_536;

    /// <summary>Whether requests are batched. Default auto.</summary>
    public BatchingMode Mode { get; set; }

    /// <summary>
    /// Rows in one batch at most; default: the model's <c>max_batch_size</c>, else 64.
    /// </summary>
    public int? MaxBatchSize { get; set; }

    /// <summary>
    /// Milliseconds that the first request of a batch may wait for others while a place is free. Default: with
    /// <see cref="BatchingMode.Auto"/> what is measured to pay, with <see cref="BatchingMode.On"/> none.
    /// </summary>
    public double? MaxDelayMs { get; set; }

    /// <summary>
    /// Numbers of rows that the model computes best: a batch is closed at the largest of them that the waiting requests
    /// reach; smaller ones only leave after <see cref="MaxDelayMs"/>.
    /// </summary>
    public List<int> PreferredSizes { get; set; } = [];

    /// <summary>
    /// Inputs whose lengths may differ within a batch, by name: the shorter ones are filled up. Inputs that are not named
    /// are batched with others of the same shape only.
    /// </summary>
    public Dictionary<string, PaddingConfig> Padding { get; set; } = [];
}

/// <summary>Whether requests are batched.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BatchingMode>))]
public enum BatchingMode
{
    /// <summary>Where the model is proved to compute rows independently, and as far as measured times show a gain.</summary>
    [JsonStringEnumMemberName("auto")]
    Auto,

    /// <summary>Where the model is proved to; up to the largest batch, whatever is measured.</summary>
    [JsonStringEnumMemberName("on")]
    On,

    /// <summary>Never.</summary>
    [JsonStringEnumMemberName("off")]
    Off,
}

/// <summary>How one input is filled up to the longest of its batch.</summary>
public sealed class PaddingConfig
{
    /// <summary>The dimension that is filled up, 1 or more: 0 is the batch's.</summary>
    public int Axis { get; set; } = 1;

    /// <summary>The value that is filled in. Default 0.</summary>
    public double Value { get; set; }
}
